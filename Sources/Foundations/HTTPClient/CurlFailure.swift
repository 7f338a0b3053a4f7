internal import CCurl

/// What curl's codes mean to a caller.
enum CurlFailure {
    private static let refused: [CURLcode] = [CURLE_COULDNT_CONNECT]
    private static let unresolved: [CURLcode] = [CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY]
    private static let timedOut: [CURLcode] = [CURLE_OPERATION_TIMEDOUT]
    private static let invalidURL: [CURLcode] = [CURLE_URL_MALFORMAT]
    /// The address is known to be HTTP's by now, so a wrong protocol is the answer's.
    private static let notHTTP: [CURLcode] = [CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY]
    private static let tls: [CURLcode] = [
        CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
        CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS,
        CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_USE_SSL_FAILED,
    ]
    private static let cut: [CURLcode] = [
        CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING,
    ]

    private static let kinds: [(curlCodes: [CURLcode], code: HTTPClientError.Code, happened: String, remedy: String)] =
        [
            (refused, .refused, "refused the connection", "check the address, and that the server runs"),
            (unresolved, .unresolved, "could not be found by its name", "check its spelling and the network"),
            (timedOut, .timedOut, "did not answer in time", "try again, or allow more time"),
            (invalidURL, .invalidURL, "is in an address that is no http or https URL", "correct the address"),
            (notHTTP, .other, "answered with something that is not HTTP", "check the address and its port"),
            (tls, .tls, "offers no connection that can be trusted", "check its certificate, or allow an insecure one"),
            (cut, .cut, "ended the connection before its answer was whole", "look at the server's log and try again"),
        ]

    static func error(_ curlCode: CURLcode, host: String) -> HTTPClientError {
        let detail = curl_easy_strerror(curlCode).map { String(cString: $0) } ?? "curl's error \(curlCode.rawValue)"
        guard let kind = kinds.first(where: { $0.curlCodes.contains(curlCode) }) else {
            return HTTPClientError(.other, "the request to \(host) failed (\(detail)); try again")
        }
        return HTTPClientError(kind.code, "\(host) \(kind.happened) (\(detail)); \(kind.remedy)")
    }
}
