/// Why the bytes of a client are no request that can be answered. After one of these nothing more is read from the
/// connection: where the next request begins can't be known.
package struct HTTPFailure: Error, Sendable, Hashable {
    package var status: Status
    /// Names what is wrong, the limit where there is one, and the remedy.
    package var message: String

    init(_ status: Status, _ message: String) {
        self.status = status
        self.message = message
    }
}
