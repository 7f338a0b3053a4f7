internal import CCurl
internal import Support

/// One request on its way. Only the loop's thread touches it.
final class Transfer {
    let id: UInt64
    let easy: UnsafeMutableRawPointer
    private let request: HTTPRequest
    private let url: RequestURL
    private let inbox: Mailbox<Arrivals>
    private let headers: UnsafeMutablePointer<curl_slist>?
    private let errorText: UnsafeMutablePointer<CChar>
    private var parser = HeadParser()
    private var hasHead = false
    private var bodyCount = 0
    private var refusal: HTTPClientError?

    init(_ id: UInt64, _ request: HTTPRequest, _ inbox: Mailbox<Arrivals>) throws(HTTPClientError) {
        url = try RequestURL(request.url)
        let headers = try HeaderList.make(request)
        guard let easy = curl_easy_init() else {
            curl_slist_free_all(headers)
            throw HTTPClientError(.other, "libcurl cannot start a transfer; it may be out of memory")
        }
        self.id = id
        self.easy = easy
        self.request = request
        self.inbox = inbox
        self.headers = headers
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try configure()
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(headers)
        errorText.deallocate()
    }

    private func configure() throws(HTTPClientError) {
        let own = Unmanaged.passUnretained(self).toOpaque()
        // Without this a request without a body would lack its Content-Length.
        let body = request.body ?? (["POST", "PUT", "PATCH"].contains(request.method) ? [] : nil)
        var codes = [
            dazzle_curl_allow_http_only(easy),
            dazzle_curl_set_text(easy, CURLOPT_URL, request.url),
            dazzle_curl_set_pointer(easy, CURLOPT_PRIVATE, own),
            dazzle_curl_set_pointer(easy, CURLOPT_WRITEDATA, own),
            dazzle_curl_set_callback(easy, CURLOPT_WRITEFUNCTION, bodyArrived),
            dazzle_curl_set_pointer(easy, CURLOPT_HEADERDATA, own),
            dazzle_curl_set_callback(easy, CURLOPT_HEADERFUNCTION, headerArrived),
            dazzle_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText),
            dazzle_curl_set_list(easy, CURLOPT_HTTPHEADER, headers),
            // Signals would hit whatever thread they like.
            dazzle_curl_set_long(easy, CURLOPT_NOSIGNAL, 1),
            // A connection for each transfer, so that one that stands still does not hold up others.
            dazzle_curl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)),
            dazzle_curl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, request.connectTimeout.milliseconds),
            dazzle_curl_set_long(easy, CURLOPT_TIMEOUT_MS, request.timeout?.milliseconds ?? 0),
            dazzle_curl_set_long(easy, CURLOPT_FOLLOWLOCATION, request.redirects > 0 ? 1 : 0),
            dazzle_curl_set_long(easy, CURLOPT_MAXREDIRS, request.redirects),
            dazzle_curl_set_long(easy, CURLOPT_SSL_VERIFYPEER, request.isInsecure ? 0 : 1),
            dazzle_curl_set_long(easy, CURLOPT_SSL_VERIFYHOST, request.isInsecure ? 0 : 2),
        ]
        if url.isLoopback { codes.append(dazzle_curl_set_text(easy, CURLOPT_PROXY, "")) }
        if let body {
            codes.append(dazzle_curl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
            codes.append(
                body.withUnsafeBytes { bytes in
                    guard let start = bytes.baseAddress else {
                        return dazzle_curl_set_text(easy, CURLOPT_COPYPOSTFIELDS, "")
                    }
                    return dazzle_curl_set_text(easy, CURLOPT_COPYPOSTFIELDS, start.assumingMemoryBound(to: CChar.self))
                })
        }
        switch request.method {
        case "GET" where body == nil, "POST": break
        case "HEAD": codes.append(dazzle_curl_set_long(easy, CURLOPT_NOBODY, 1))
        default: codes.append(dazzle_curl_set_text(easy, CURLOPT_CUSTOMREQUEST, request.method))
        }
        guard let code = codes.first(where: { $0 != CURLE_OK }) else { return }
        throw HTTPClientError(.other, "libcurl refuses an option: \(String(cString: curl_easy_strerror(code)))")
    }
}

extension Transfer {
    fileprivate func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        guard parser.take(line) else {
            refusal = HTTPClientError(.tooLarge, "\(place) sent headers without end")
            return false
        }
        // A head that another one will follow is kept back until it is clear that none does.
        if let status = parser.head?.status, parser.isComplete, status >= 200,
            request.redirects == 0 || !(300..<400).contains(status)
        {
            deliverHead()
        }
        return true
    }

    fileprivate func takeBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        let arrival = ContinuousClock.now
        deliverHead()
        guard bodyCount + bytes.count <= request.bodyLimit else {
            refusal = HTTPClientError(.tooLarge, "the answer of \(place) is longer than \(request.bodyLimit) bytes")
            return -1
        }
        var isTaken = true
        inbox.update { isTaken = $0.append(bytes, at: arrival) }
        guard isTaken else { return Int(CURL_WRITEFUNC_PAUSE) }
        bodyCount += bytes.count
        return bytes.count
    }

    private func deliverHead() {
        guard !hasHead, let head = parser.head else { return }
        hasHead = true
        inbox.update { $0.head = head }
    }

    /// Tells the reader that this was all, or what went wrong.
    func finish(_ code: CURLcode) {
        guard code == CURLE_OK else {
            return fail(refusal ?? TransferFailure(code, easy, url, detail: String(cString: errorText)).error)
        }
        // curl does not mind a head that breaks off.
        guard parser.isComplete else {
            return fail(HTTPClientError(.brokenOff, "\(place) broke off the connection within the headers"))
        }
        deliverHead()
        inbox.close()
    }

    private func fail(_ error: HTTPClientError) {
        inbox.update { $0.failure = error }
        inbox.close()
    }

    private var place: String { "\(url.host):\(url.port)" }
}

// Functions of their own rather than closures: curl calls them on the loop's thread, within curl_multi_perform.
private func bodyArrived(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ transfer: UnsafeMutableRawPointer?
) -> Int {
    guard let transfer else { return -1 }
    let bytes = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return Unmanaged<Transfer>.fromOpaque(transfer).takeUnretainedValue().takeBody(bytes)
}

private func headerArrived(
    _ line: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ transfer: UnsafeMutableRawPointer?
) -> Int {
    guard let transfer else { return -1 }
    let bytes = UnsafeRawBufferPointer(start: line, count: size * count)
    return Unmanaged<Transfer>.fromOpaque(transfer).takeUnretainedValue().takeHeader(bytes) ? bytes.count : -1
}

extension Duration {
    /// At least 1: to curl, 0 means that there is no limit.
    fileprivate var milliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(clamping: max(1, min(seconds, 1 << 31) * 1000 + attoseconds / 1_000_000_000_000_000))
    }
}
