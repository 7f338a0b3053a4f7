#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif
internal import Synchronization

/// Lines for the operator, on standard error.
public enum Log {
    public enum Level: String, Sendable, CaseIterable, Comparable {
        case debug, info, warning, error

        public static func < (left: Level, right: Level) -> Bool { left.order < right.order }
        private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    /// How a line looks.
    package enum Format: String, Sendable, CaseIterable {
        /// `warning: message name=value`, for commands that a person waits for.
        case plain
        /// `2026-02-03 04:05:06 warning message name=value`, for services.
        case text
        /// An object a line: time, level, message, then the fields.
        case json
    }

    private struct Settings: Sendable {
        var level = Level.warning
        var format = Format.plain
    }

    private static let settings = Mutex(Settings())

    /// What is below is not shown.
    public static var level: Level {
        get { settings.withLock { $0.level } }
        set { settings.withLock { $0.level = newValue } }
    }

    package static var format: Format {
        get { settings.withLock { $0.format } }
        set { settings.withLock { $0.format = newValue } }
    }

    package static func debug(_ message: @autoclosure () -> String) { event(.debug, message()) }
    package static func info(_ message: @autoclosure () -> String) { event(.info, message()) }
    package static func warning(_ message: @autoclosure () -> String) { event(.warning, message()) }
    package static func error(_ message: @autoclosure () -> String) { event(.error, message()) }

    /// A line with fields that programs can pick out of it.
    package static func event(
        _ level: Level, _ message: @autoclosure () -> String, _ fields: @autoclosure () -> JSONObject = [:]
    ) {
        let settings = settings.withLock { $0 }
        guard level >= settings.level else { return }
        let line = LogLine(level: level, message: message(), fields: fields())
        // One write a line, so that lines of several threads do not mix. If nobody takes it, nothing can be done.
        let bytes = Array((line.text(settings.format) + "\n").utf8)
        _ = bytes.withUnsafeBytes { systemWrite(2, $0.baseAddress, $0.count) }
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
