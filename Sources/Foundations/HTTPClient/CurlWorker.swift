internal import CCurl
internal import Support
internal import Synchronization

/// Starts curl's thread and stops it when the client and all its answers are gone.
final class CurlWorker: Sendable {
    private let commands: CurlCommands

    init() throws {
        guard globalState == CURLE_OK, let multi = curl_multi_init() else {
            throw HTTPClientError(.other, "the HTTP client could not start; free some memory and try again")
        }
        let commands = CurlCommands(multi)
        self.commands = commands
        do {
            try DedicatedThread.start {
                guard let multi = commands.multi() else { return }
                CurlLoop(UnsafeMutableRawPointer(bitPattern: multi), commands: commands)?.run()
            }
        } catch {
            commands.close()
            throw error
        }
    }

    deinit { commands.submit(.stop) }

    func submit(_ command: CurlCommand) { commands.submit(command) }
}

/// curl wants this once a process, and early versions of it not from two threads.
private let globalState = dazzle_curl_global_init()

enum CurlCommand: Sendable {
    case start(HTTPExchange)
    case cancel(UInt64)
    case resume(UInt64)
    case stop
}

/// What other threads want of curl's.
///
/// The multi handle is kept here only to be woken, the one thing curl allows from any thread while the handle lives; the
/// lock, which `close` takes before it frees the handle, sees to that.
final class CurlCommands: Sendable {
    private struct State {
        var multi: UInt?
        var waiting: [CurlCommand] = []
    }

    private let state: Mutex<State>

    init(_ multi: UnsafeMutableRawPointer) {
        state = Mutex(State(multi: UInt(bitPattern: multi)))
    }

    func multi() -> UInt? { state.withLock { $0.multi } }

    func submit(_ command: CurlCommand) {
        let isClosed = state.withLock { state in
            guard let multi = state.multi else { return true }
            state.waiting.append(command)
            if state.waiting.count == 1 { curl_multi_wakeup(UnsafeMutableRawPointer(bitPattern: multi)) }
            return false
        }
        if isClosed { refuse([command]) }
    }

    var isEmpty: Bool { state.withLock { $0.waiting.isEmpty } }

    func take() -> [CurlCommand] {
        state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
    }

    /// Frees the handle and refuses what still waits.
    func close() {
        let waiting = state.withLock { state in
            if let multi = state.multi { curl_multi_cleanup(UnsafeMutableRawPointer(bitPattern: multi)) }
            state.multi = nil
            defer { state.waiting = [] }
            return state.waiting
        }
        refuse(waiting)
    }

    private func refuse(_ commands: [CurlCommand]) {
        for case .start(let exchange) in commands {
            exchange.finish(.failure(CurlFailure.error(CURLE_FAILED_INIT, host: exchange.target.host)))
        }
    }
}
