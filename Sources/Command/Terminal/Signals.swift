#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif
internal import Dispatch

/// What Ctrl-C and a closed pipe do.
enum Signals {
    /// A write to a closed pipe then fails instead of ending the program.
    static func ignoreClosedPipes() { signal(SIGPIPE, SIG_IGN) }

    /// A file that grows over the shell's limit (`ulimit -f`) then fails to, instead of ending the program.
    static func ignoreFileSizeLimits() { signal(SIGXFSZ, SIG_IGN) }

    /// Ctrl-C ends the program at once with status 130, on a line of its own.
    static func exitOnInterrupt() {
        signal(SIGINT) { _ in
            // Only these two are allowed in a signal handler.
            var newline: UInt8 = 10
            _ = write(STDERR_FILENO, &newline, 1)
            _exit(130)
        }
    }

    /// Calls `body` for each Ctrl-C, on a thread of its own, for as long as the result lives.
    static func onInterrupt(_ body: @escaping @Sendable () -> Void) -> SignalWatch { SignalWatch([SIGINT], body) }

    /// The same for Ctrl-C and SIGTERM, which both ask a server to finish.
    static func onStop(_ body: @escaping @Sendable () -> Void) -> SignalWatch { SignalWatch([SIGINT, SIGTERM], body) }
}

/// Keeps watching for signals until it is released.
final class SignalWatch {
    private let numbers: [Int32]
    private let sources: [any DispatchSourceSignal]

    fileprivate init(_ numbers: [Int32], _ body: @escaping @Sendable () -> Void) {
        self.numbers = numbers
        sources = numbers.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler(handler: body)
            source.resume()
            return source
        }
    }

    deinit {
        for source in sources { source.cancel() }
        for number in numbers { signal(number, SIG_DFL) }
    }
}
