internal import CGnuTLS

/// Computes what a hub says of a file's bytes while they pass by.
struct ContentDigest: ~Copyable {
    private let handle: gnutls_hash_hd_t
    private let isGit: Bool

    /// - Parameter size: of the whole file, which git's digest begins with.
    init(like digest: FileDigest, size: Int) throws(HubError) {
        if case .gitBlob = digest { isGit = true } else { isGit = false }
        var handle: gnutls_hash_hd_t?
        let code = gnutls_hash_init(&handle, isGit ? GNUTLS_DIG_SHA1 : GNUTLS_DIG_SHA256)
        guard code == GNUTLS_E_SUCCESS, let handle else {
            throw HubError(
                .system,
                "GnuTLS cannot compute \(isGit ? "SHA-1" : "SHA-256") (\(String(cString: gnutls_strerror(code)))); "
                    + "check the system's rules for cryptography")
        }
        self.handle = handle
        if isGit { update(Array("blob \(size)\0".utf8).span.bytes) }
    }

    deinit { gnutls_hash_deinit(handle, nil) }

    func update(_ bytes: RawSpan) {
        // Memory is all it could run out of, and then the digest is wrong, which is noticed.
        bytes.withUnsafeBytes { _ = gnutls_hash(handle, $0.baseAddress, $0.count) }
    }

    /// Of all bytes so far; begins anew.
    func finish() -> FileDigest? {
        var bytes = [UInt8](repeating: 0, count: isGit ? 20 : 32)
        bytes.withUnsafeMutableBytes { gnutls_hash_output(handle, $0.baseAddress) }
        let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return isGit ? FileDigest(gitBlob: digits) : FileDigest(sha256: digits)
    }
}
