import Synchronization

@testable import Command

/// Keeps what a command writes; may break like a closed pipe.
final class RecordedOutput: TextOutput {
    let isTerminal: Bool
    let columns: Int?
    private let capacity: Int
    private let recorded = Mutex("")

    init(isTerminal: Bool = false, columns: Int? = nil, closesAfter capacity: Int = .max) {
        self.isTerminal = isTerminal
        self.columns = columns
        self.capacity = capacity
    }

    var text: String { recorded.withLock { $0 } }

    func write(_ text: String) throws(OutputClosed) {
        let isOpen = recorded.withLock { recorded in
            guard recorded.utf8.count < capacity else { return false }
            recorded += text
            return true
        }
        if !isOpen { throw OutputClosed() }
    }
}

/// A console whose two outputs can be read.
struct RecordedConsole {
    var output = RecordedOutput()
    var errors = RecordedOutput()
    var environment: [String: String] = ["LANG": "C.UTF-8"]

    var console: Console { Console(output: output, errors: errors, environment: environment) }
}
