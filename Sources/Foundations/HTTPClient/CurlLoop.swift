internal import CCurl

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Drives all transfers of a client. It and every handle it owns live on one thread.
final class CurlLoop {
    private let multi: UnsafeMutableRawPointer
    private let commands: CurlCommands
    private var transfers: [UInt64: CurlTransfer] = [:]
    /// Those whose bytes are gathered while curl reads.
    private var gathering: [UInt64: HTTPExchange] = [:]
    private var ids: [UnsafeMutableRawPointer: UInt64] = [:]

    /// How many idle connections to keep. Without it curl keeps four for each transfer that is under way, so a burst's
    /// connections would be gone when the next one comes.
    private static let idleConnections = 256
    private static let pollMilliseconds: Int32 = 60_000

    init?(_ multi: UnsafeMutableRawPointer?, commands: CurlCommands) {
        guard let multi else { return nil }
        self.multi = multi
        self.commands = commands
    }

    func run() {
        blockBrokenPipe()
        dazzle_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, Self.idleConnections)
        var running: Int32 = 0
        var code = CURLM_OK
        while code == CURLM_OK, obey(commands.take()) {
            code = curl_multi_perform(multi, &running)
            collectFinished()
            if code == CURLM_OK { code = wait() }
        }
        for id in Array(transfers.keys) { end(id, CURLE_ABORTED_BY_CALLBACK) }
        commands.close()
    }

    private func wait() -> CURLMcode {
        var ready: Int32 = 0
        if !gathering.isEmpty {
            let code = curl_multi_poll(multi, nil, 0, 0, &ready)
            guard code == CURLM_OK, ready == 0 else { return code }
            // Nothing more is there for now, so whoever waits gets what there is.
            for exchange in gathering.values { exchange.handOver() }
            // Looking has used up the wake-up of what was submitted before.
            guard commands.isEmpty else { return code }
        }
        return curl_multi_poll(multi, nil, 0, Self.pollMilliseconds, nil)
    }

    /// Whether to go on.
    private func obey(_ commands: [CurlCommand]) -> Bool {
        for command in commands {
            switch command {
            case .start(let exchange): start(exchange)
            case .cancel(let id): end(id, CURLE_ABORTED_BY_CALLBACK)
            case .resume(let id): resume(id)
            case .stop: return false
            }
        }
        return true
    }

    private func start(_ exchange: HTTPExchange) {
        if exchange.hasEnded { return }
        do {
            let transfer = try CurlTransfer(exchange)
            guard curl_multi_add_handle(multi, transfer.easy) == CURLM_OK else {
                throw CurlFailure.error(CURLE_OUT_OF_MEMORY, host: exchange.target.host)
            }
            transfers[exchange.id] = transfer
            ids[transfer.easy] = exchange.id
            if exchange.gathers { gathering[exchange.id] = exchange }
        } catch {
            exchange.finish(.failure(error))
        }
    }

    private func resume(_ id: UInt64) {
        guard let transfer = transfers[id] else { return }
        let code = curl_easy_pause(transfer.easy, CURLPAUSE_CONT)
        if code != CURLE_OK { end(id, code) }
    }

    private func collectFinished() {
        var remaining: Int32 = 0
        while let message = curl_multi_info_read(multi, &remaining) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle, let id = ids[easy] else {
                continue
            }
            end(id, dazzle_curl_result(message))
        }
    }

    /// Removing the handle first lets curl keep the connection of a finished transfer, and close an unfinished one's.
    private func end(_ id: UInt64, _ code: CURLcode) {
        guard let transfer = transfers.removeValue(forKey: id) else { return }
        ids[transfer.easy] = nil
        gathering[id] = nil
        curl_multi_remove_handle(multi, transfer.easy)
        transfer.finish(code)
    }

    /// Writing to a closed connection must fail, not end the process. curl does not see to it when it is told to leave
    /// signals alone.
    private func blockBrokenPipe() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
