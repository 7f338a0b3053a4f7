/// What a pull says while it runs.
package enum PullEvent: Sendable, Hashable {
    case askingHub(String)
    /// Another process pulls the same; its number where that is known.
    case waitingForOther(process: Int?)
    /// Bytes on this machine are read to see whether they are the hub's.
    case checking(HubPath)
    case planned(files: Int, bytes: Int, presentFiles: Int, presentBytes: Int)
    case began(HubPath, size: Int, have: Int)
    case received(HubPath, bytes: Int)
    /// What came so far of a file is thrown away.
    case dropped(HubPath, bytes: Int)
    /// Nothing is asked of a server that is to be left alone for a while.
    case retrying(HubPath?, reason: String, wait: Duration)
    case ended(HubPath)
    /// A file that the hub gives no checksum of.
    case unchecked(HubPath)
    case publishing
}
