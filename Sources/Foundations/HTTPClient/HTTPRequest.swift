/// What to ask of a server.
package struct HTTPRequest: Sendable {
    package var method: String
    /// With the scheme `http` or `https`.
    package var url: String
    package var headers: [(name: String, value: String)] = []
    package var body: [UInt8]?
    /// For the whole transfer, body included; nil for no limit.
    package var timeout: Duration?
    package var connectTimeout: Duration = .seconds(10)
    /// How long the server may send nothing while somebody waits for it; nil for no limit.
    package var stallTimeout: Duration?
    /// How much to ask the system for at once, and how large the body's pieces may become if much is there;
    /// nil for curl's choice. Bodies of gigabytes cost less in larger pieces, which then tell less well when they came.
    package var pieceBytes: Int?
    /// Accepts any certificate.
    package var isInsecure = false
    /// Connects to addresses of the public internet only, whatever name led there.
    package var onlyPublicAddresses = false
    /// Wakes the reader of the body when it has ended or much of it waits, not for each piece. For a reader who wants
    /// to know when pieces came (each carries its time), and not to act on them at once.
    package var wakesReaderSeldom = false

    package init(_ method: String = "GET", _ url: String) {
        self.method = method
        self.url = url
    }
}
