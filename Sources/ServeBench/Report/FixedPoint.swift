#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

extension Double {
    /// Two digits after the point, rounded as C and Python do: by the exact value, halves to even.
    var twoDecimals: String {
        withVaList([self]) { arguments in
            var buffer = [CChar](repeating: 0, count: 400)
            let count = vsnprintf(&buffer, buffer.count, "%.2f", arguments)
            return String(decoding: buffer.prefix(max(0, Int(count))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }
}

/// A moment in the local time zone.
package struct LocalStamp: Sendable, Hashable {
    private let microseconds: Int

    package static var now: LocalStamp {
        var time = timeval()
        gettimeofday(&time, nil)
        return LocalStamp(microseconds: time.tv_sec * 1_000_000 + Int(time.tv_usec))
    }

    init(microseconds: Int) { self.microseconds = microseconds }

    func advanced(by seconds: Double) -> LocalStamp {
        LocalStamp(microseconds: microseconds + Int(min(seconds, 1e9) * 1e6))
    }

    /// For file names: 20260131-235959.
    package var compact: String { formatted("%Y%m%d-%H%M%S") }

    /// 2026-01-31T23:59:59.000001
    package var iso: String {
        let digits = String(microseconds % 1_000_000)
        return formatted("%Y-%m-%dT%H:%M:%S") + "." + String(repeating: "0", count: 6 - digits.count) + digits
    }

    private func formatted(_ pattern: String) -> String {
        var time = time_t(microseconds / 1_000_000)
        var parts = tm()
        localtime_r(&time, &parts)
        var buffer = [CChar](repeating: 0, count: 64)
        let count = strftime(&buffer, buffer.count, pattern, &parts)
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
