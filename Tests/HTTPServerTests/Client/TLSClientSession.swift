internal import CGnuTLS

/// The client's side of TLS, which believes every certificate.
final class TLSClientSession {
    private let session: gnutls_session_t
    private let credentials: gnutls_certificate_credentials_t

    init(_ socket: Int32) throws {
        var credentials: gnutls_certificate_credentials_t?
        var session: gnutls_session_t?
        gnutls_certificate_allocate_credentials(&credentials)
        gnutls_init(
            &session,
            UInt32(GNUTLS_CLIENT.rawValue | GNUTLS_NONBLOCK.rawValue | GNUTLS_NO_SIGNAL.rawValue))
        guard let credentials, let session else { throw RawClient.Failure(description: "no TLS") }
        self.credentials = credentials
        self.session = session
        gnutls_set_default_priority(session)
        gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, UnsafeMutableRawPointer(credentials))
        gnutls_transport_set_int2(session, socket, socket)
    }

    deinit {
        gnutls_deinit(session)
        gnutls_certificate_free_credentials(credentials)
    }

    func handshake() throws -> Bool {
        let code = gnutls_handshake(session)
        guard code < 0 else { return true }
        guard gnutls_error_is_fatal(code) == 0 else {
            throw RawClient.Failure(description: "TLS: \(String(cString: gnutls_strerror(code)))")
        }
        return false
    }

    /// What was sent; below nought if nothing could be. GnuTLS wants the same bytes again then, and gets them.
    func send(_ memory: UnsafeRawBufferPointer) -> Int {
        gnutls_record_send(session, memory.baseAddress, memory.count)
    }

    func receive(into memory: UnsafeMutableRawBufferPointer) -> Int? {
        let count = gnutls_record_recv(session, memory.baseAddress, memory.count)
        if count < 0 { return gnutls_error_is_fatal(Int32(truncatingIfNeeded: count)) == 0 ? nil : 0 }
        return count
    }

    func finish() { _ = gnutls_bye(session, GNUTLS_SHUT_WR) }
}
