internal import CCurl

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// One easy handle, and what curl says through it. Lives on curl's thread.
final class CurlTransfer {
    let easy: UnsafeMutableRawPointer
    private let exchange: HTTPExchange
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var head = HeadReader()
    /// The address that was refused.
    private var hasRefusedAddress = false

    init(_ exchange: HTTPExchange) throws {
        guard let easy = curl_easy_init() else {
            throw CurlFailure.error(CURLE_OUT_OF_MEMORY, host: exchange.target.host)
        }
        self.easy = easy
        self.exchange = exchange
        do {
            try configure()
        } catch let error as Refusal {
            throw CurlFailure.error(error.code, host: exchange.target.host)
        }
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(headers)
    }

    func finish(_ code: CURLcode) {
        let host = exchange.target.host
        if head.isTooLarge {
            exchange.finish(
                .failure(HTTPClientError(.other, "\(host) sends too many headers; check what answers there")))
        } else if hasRefusedAddress, code != CURLE_OK {
            exchange.finish(
                .failure(HTTPClientError(.notPublic, "\(host) is at an address that is not of the public internet")))
        } else if code == CURLE_OK {
            exchange.finish(head.isDone ? .success(()) : .failure(CurlFailure.error(CURLE_GOT_NOTHING, host: host)))
        } else {
            exchange.finish(.failure(CurlFailure.error(code, host: host)))
        }
    }

    fileprivate func connect(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        let isPublic = NetworkAddress(&address.pointee.addr)?.isPublic ?? false
        guard isPublic else {
            hasRefusedAddress = true
            return dazzle_curl_bad_socket
        }
        let kind = Int32(address.pointee.socktype) | Int32(SOCK_CLOEXEC.rawValue)
        return socket(address.pointee.family, kind, address.pointee.protocol)
    }

    fileprivate func receiveHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        if let head = head.push(line) { exchange.begin(head) }
        return !head.isTooLarge
    }

    fileprivate func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        switch exchange.offer(bytes) {
        case .taken: bytes.count
        case .pause: Int(CURL_WRITEFUNC_PAUSE)
        case .stop: 0
        }
    }
}

// MARK: Options

private struct Refusal: Error { let code: CURLcode }

extension CurlTransfer {
    private func configure() throws {
        let request = exchange.request
        try set(CURLOPT_URL, request.url)
        try check(dazzle_curl_allow_http_only(easy))
        try check(
            dazzle_curl_set_receivers(easy, headerArrived, bodyArrived, Unmanaged.passUnretained(self).toOpaque()))
        let numbers: [(CURLoption, Int)] = [
            (CURLOPT_NOSIGNAL, 1),
            (CURLOPT_TCP_NODELAY, 1),
            (CURLOPT_FOLLOWLOCATION, 0),
            (CURLOPT_SUPPRESS_CONNECT_HEADERS, 1),
            (CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)),
            (CURLOPT_CONNECTTIMEOUT_MS, milliseconds(request.connectTimeout)),
            (CURLOPT_TIMEOUT_MS, request.timeout.map(milliseconds) ?? 0),
            (CURLOPT_SSL_VERIFYPEER, request.isInsecure ? 0 : 1),
            (CURLOPT_SSL_VERIFYHOST, request.isInsecure ? 0 : 2),
        ]
        for (option, value) in numbers + limits(request) { try check(dazzle_curl_set_long(easy, option, value)) }
        if request.onlyPublicAddresses {
            try check(dazzle_curl_set_connector(easy, connecting, Unmanaged.passUnretained(self).toOpaque()))
        }
        // An empty name means none, whatever the environment says.
        if exchange.target.isLoopback { try set(CURLOPT_PROXY, "") }
        try setMethod(request)
        try setHeaders(request)
    }

    private func limits(_ request: HTTPRequest) -> [(CURLoption, Int)] {
        var limits: [(CURLoption, Int)] = []
        if let timeout = request.stallTimeout {
            // curl counts whole seconds, and takes less than a byte a second for nothing.
            limits += [
                (CURLOPT_LOW_SPEED_LIMIT, 1), (CURLOPT_LOW_SPEED_TIME, max(1, milliseconds(timeout) / 1000)),
            ]
        }
        if let bytes = request.pieceBytes { limits.append((CURLOPT_BUFFERSIZE, min(max(bytes, 1024), 512 << 10))) }
        return limits
    }

    private func setMethod(_ request: HTTPRequest) throws {
        // curl must know that no body follows, or it would wait for one.
        if request.method == "HEAD" { return try check(dazzle_curl_set_long(easy, CURLOPT_NOBODY, 1)) }
        if let body = request.body ?? (["POST", "PUT", "PATCH"].contains(request.method) ? [] : nil) {
            try check(dazzle_curl_set_long(easy, CURLOPT_POST, 1))
            try check(body.withUnsafeBytes { dazzle_curl_set_body(easy, $0.baseAddress, $0.count) })
        }
        try set(CURLOPT_CUSTOMREQUEST, request.method)
    }

    private func setHeaders(_ request: HTTPRequest) throws {
        // A name with a colon and nothing else takes away what curl would send by itself.
        var lines = ["Expect:"]
        if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            lines.append("Content-Type:")
        }
        for (name, value) in request.headers {
            let isBlank = value.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 }
            lines.append(isBlank ? "\(name);" : "\(name): \(value)")
        }
        for line in lines {
            guard let longer = curl_slist_append(headers, line) else { throw Refusal(code: CURLE_OUT_OF_MEMORY) }
            headers = longer
        }
        try check(dazzle_curl_set_headers(easy, headers))
    }

    private func set(_ option: CURLoption, _ value: String) throws {
        try check(dazzle_curl_set_string(easy, option, value))
    }

    private func check(_ code: CURLcode) throws {
        guard code == CURLE_OK else { throw Refusal(code: code) }
    }

    /// At least one, because curl takes zero for its own choice.
    private func milliseconds(_ duration: Duration) -> Int {
        let limit = Duration.milliseconds(Int(Int32.max))
        let milliseconds = min(max(duration, .milliseconds(1)), limit) / .milliseconds(1)
        return Int(milliseconds.rounded(.up))
    }
}

// MARK: Callbacks

// The context is the transfer itself, which the loop keeps for as long as its handle is in use.

private func headerArrived(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    let line = UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : size * count)
    return transfer.receiveHeader(line) ? size * count : 0
}

private func bodyArrived(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context, let bytes, size * count > 0 else { return 0 }
    let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.receiveBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
}

private func connecting(
    _ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype, _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let context, let address else { return dazzle_curl_bad_socket }
    return Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue().connect(address)
}
