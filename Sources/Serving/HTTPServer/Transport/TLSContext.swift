internal import CGnuTLS
internal import Support

/// A certificate with its key, from which sessions are made. Read once, then only read from.
final class TLSContext: Sendable {
    /// GnuTLS's handle as a number, since pointers are not Sendable. The library allows any number of threads to use
    /// credentials at once as long as nobody changes them, and nobody does.
    private let credentials: UInt

    init(_ files: TLSFiles) throws(DazzleError) {
        var handle: gnutls_certificate_credentials_t?
        guard gnutls_certificate_allocate_credentials(&handle) == GNUTLS_E_SUCCESS, let handle else {
            throw DazzleError(.invalidOption, "TLS could not be set up", parameter: "ssl_certfile")
        }
        let code = gnutls_certificate_set_x509_key_file(handle, files.certificate, files.key, GNUTLS_X509_FMT_PEM)
        guard code == GNUTLS_E_SUCCESS else {
            gnutls_certificate_free_credentials(handle)
            throw Self.failure(code, files)
        }
        credentials = UInt(bitPattern: handle)
    }

    deinit {
        if let handle = gnutls_certificate_credentials_t(bitPattern: credentials) {
            gnutls_certificate_free_credentials(handle)
        }
    }

    private static func failure(_ code: Int32, _ files: TLSFiles) -> DazzleError {
        let reason = String(cString: gnutls_strerror(code))
        return DazzleError(
            .invalidOption,
            "the certificate \(files.certificate) with the key \(files.key) cannot be used (\(reason)); give the paths of a "
                + "certificate chain and its own private key, both in PEM form", parameter: "ssl_certfile")
    }

    func makeTransport(_ socket: Int32) -> (any Transport)? {
        guard let credentials = gnutls_certificate_credentials_t(bitPattern: credentials) else { return nil }
        return TLSTransport(socket, credentials)
    }
}

/// TLS 1.2 or 1.3 over a socket.
final class TLSTransport: Transport {
    private let session: gnutls_session_t
    private var isEstablished = false
    /// GnuTLS has taken bytes that the socket did not: it must be asked again before it gets others.
    private var owes = false

    fileprivate init?(_ socket: Int32, _ credentials: gnutls_certificate_credentials_t) {
        var handle: gnutls_session_t?
        let flags = UInt32(GNUTLS_SERVER.rawValue | GNUTLS_NONBLOCK.rawValue | GNUTLS_NO_SIGNAL.rawValue)
        guard gnutls_init(&handle, flags) == GNUTLS_E_SUCCESS, let handle else { return nil }
        session = handle
        let isReady =
            gnutls_priority_set_direct(handle, "NORMAL:-VERS-TLS1.0:-VERS-TLS1.1", nil) == GNUTLS_E_SUCCESS
            && gnutls_credentials_set(handle, GNUTLS_CRD_CERTIFICATE, UnsafeMutableRawPointer(credentials))
                == GNUTLS_E_SUCCESS
        guard isReady else {
            gnutls_deinit(handle)
            return nil
        }
        var name = Array("http/1.1".utf8)
        name.withUnsafeMutableBufferPointer { bytes in
            var protocols = gnutls_datum_t(data: bytes.baseAddress, size: UInt32(bytes.count))
            _ = gnutls_alpn_set_protocols(handle, &protocols, 1, 0)
        }
        gnutls_transport_set_int2(handle, socket, socket)
    }

    deinit { gnutls_deinit(session) }

    func handshake() throws(ConnectionLost) -> Bool {
        while !isEstablished {
            let code = gnutls_handshake(session)
            if code == GNUTLS_E_SUCCESS {
                isEstablished = true
            } else if code == GNUTLS_E_AGAIN {
                return false
            } else if gnutls_error_is_fatal(code) != 0 {
                throw ConnectionLost()
            }
        }
        return true
    }

    var hasBufferedInput: Bool { gnutls_record_check_pending(session) > 0 }

    func read(into memory: UnsafeMutableRawBufferPointer) -> TransportResult {
        Self.result { gnutls_record_recv(session, memory.baseAddress, memory.count) }
    }

    func write(_ memory: UnsafeRawBufferPointer) -> TransportResult {
        let result = Self.result {
            owes ? gnutls_record_send(session, nil, 0) : gnutls_record_send(session, memory.baseAddress, memory.count)
        }
        owes = result == .wouldBlock
        return result
    }

    func finishWriting() { _ = gnutls_bye(session, GNUTLS_SHUT_WR) }

    private static func result(_ call: () -> Int) -> TransportResult {
        while true {
            let count = call()
            if count > 0 { return .moved(count) }
            if count == 0 { return .ended }
            let code = Int32(truncatingIfNeeded: count)
            if code == GNUTLS_E_AGAIN { return .wouldBlock }
            if code == GNUTLS_E_INTERRUPTED { continue }
            if gnutls_error_is_fatal(code) != 0 || code == GNUTLS_E_REHANDSHAKE { return .ended }
        }
    }
}
