internal import CCurl

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Turns what curl says of a failed transfer into a sentence for people.
struct TransferFailure {
    private let result: CURLcode
    private let place: String
    private let host: String
    private let detail: String
    private let systemError: Int32

    init(_ result: CURLcode, _ easy: UnsafeMutableRawPointer, _ url: RequestURL, detail: String) {
        self.result = result
        place = "\(url.host):\(url.port)"
        host = url.host
        self.detail = detail.isEmpty ? String(cString: curl_easy_strerror(result)) : detail
        systemError = Int32(truncatingIfNeeded: dazzle_curl_get_long(easy, CURLINFO_OS_ERRNO))
    }

    var error: HTTPClientError { HTTPClientError(code, message) }

    private var code: HTTPClientError.Code {
        switch result {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_TOO_MANY_REDIRECTS: .invalidRequest
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .cannotResolve
        case CURLE_COULDNT_CONNECT: .cannotConnect
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER:
            .tls
        case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_WEIRD_SERVER_REPLY:
            .brokenOff
        default: .other
        }
    }

    private var message: String {
        switch code {
        case .cannotResolve: "there is no host '\(host)' (\(detail)); check the address"
        case .cannotConnect: "nothing answers at \(place) (\(systemReason)); check the address and that the server runs"
        case .tls: "no secure connection to \(place): \(detail)"
        case .timedOut: "\(place) took too long: \(detail)"
        case .brokenOff: "\(place) broke off the connection: \(detail)"
        default: "the request to \(place) failed: \(detail)"
        }
    }

    private var systemReason: String {
        systemError == 0 ? detail : String(cString: strerror(systemError)).lowercased()
    }
}
