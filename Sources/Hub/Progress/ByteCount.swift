/// Amounts of bytes as people read them, in powers of ten as disks and networks are sold.
package enum ByteCount {
    private static let units = ["bytes", "kB", "MB", "GB", "TB"]

    package static func text(_ bytes: Int) -> String {
        let unit = unit(for: bytes)
        return "\(number(bytes, in: unit)) \(bytes == 1 ? "byte" : units[unit])"
    }

    /// "2.1 of 3.4 GB"
    package static func text(_ bytes: Int, of total: Int) -> String {
        let unit = unit(for: total)
        return "\(number(bytes, in: unit)) of \(number(total, in: unit)) \(total == 1 ? "byte" : units[unit])"
    }

    private static func unit(for bytes: Int) -> Int {
        var (unit, rest) = (0, max(0, bytes))
        while rest >= 1000, unit < units.count - 1 {
            rest /= 1000
            unit += 1
        }
        return unit
    }

    /// With one place after the point below a hundred, never rounded up.
    private static func number(_ bytes: Int, in unit: Int) -> String {
        let bytes = max(0, bytes)
        if unit == 0 { return "\(bytes)" }
        var scale = 1
        for _ in 0..<unit { scale *= 1000 }
        let tenths = bytes / (scale / 10)
        return bytes / scale >= 100 ? "\(bytes / scale)" : "\(tenths / 10).\(tenths % 10)"
    }
}
