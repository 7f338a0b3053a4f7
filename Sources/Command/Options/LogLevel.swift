internal import Dazzle

/// How much a command tells on standard error beside failures.
enum LogLevel: String, CaseIterable, Comparable, CustomStringConvertible {
    case error, warning, info, debug

    var description: String { rawValue }

    static func < (first: LogLevel, second: LogLevel) -> Bool { first.rank < second.rank }

    /// The same for the library's own lines.
    var library: Log.Level { Log.Level(rawValue: rawValue) ?? .warning }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
