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
    static func onInterrupt(_ body: @escaping @Sendable () -> Void) -> InterruptWatch { InterruptWatch(body) }
}

/// Keeps watching for Ctrl-C until it is released.
final class InterruptWatch {
    private let source: any DispatchSourceSignal

    fileprivate init(_ body: @escaping @Sendable () -> Void) {
        signal(SIGINT, SIG_IGN)
        source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
        source.setEventHandler(handler: body)
        source.resume()
    }

    deinit {
        source.cancel()
        signal(SIGINT, SIG_DFL)
    }
}
