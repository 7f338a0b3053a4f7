#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// A thread of its own for work that blocks or computes for long, which the cooperative pool must never do.
package enum DedicatedThread {
    package struct CannotStart: Error, CustomStringConvertible {
        package let code: Int32
        package var description: String { "could not start a thread: \(String(cString: strerror(code)))" }
    }

    /// Runs `body` on a new thread with an 8 MiB stack, detached.
    package static func start(_ body: @escaping @Sendable () -> Void) throws {
        let start = Unmanaged.passRetained(Start(body))
        let code = create(start.toOpaque())
        guard code == 0 else {
            start.release()
            throw CannotStart(code: code)
        }
    }

    /// Runs blocking work on a new thread and waits for it without holding a thread of the cooperative pool.
    package static func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            do {
                try start { continuation.resume(with: Result(catching: work)) }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    private static func create(_ argument: UnsafeMutableRawPointer) -> Int32 {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, 8 << 20)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let code = pthread_create(&thread, &attributes, runThread, argument)
        pthread_attr_destroy(&attributes)
        return code
    }
}

private final class Start: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body()
    return nil
}
