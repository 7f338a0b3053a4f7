/// A logit and its token id in one integer: a greater key is a greater logit, or the same logit with a lower id. All keys
/// of a row differ, so every selection has exactly one result.
enum RankKey {
    @inline(__always)
    static func make(logit: Float, id: Int) -> UInt64 {
        UInt64(ordered(logit)) << 32 | UInt64(~UInt32(truncatingIfNeeded: id))
    }

    @inline(__always)
    static func id(_ key: UInt64) -> Int32 { Int32(bitPattern: ~UInt32(truncatingIfNeeded: key)) }

    @inline(__always)
    static func logit(_ key: UInt64) -> Float {
        let high = UInt32(truncatingIfNeeded: key >> 32)
        return Float(bitPattern: high & 0x8000_0000 != 0 ? high & 0x7FFF_FFFF : ~high)
    }

    /// Float's order as an integer's. Adding zero makes -0 equal to +0.
    @inline(__always)
    private static func ordered(_ logit: Float) -> UInt32 {
        let bits = (logit + 0).bitPattern
        return bits & 0x8000_0000 != 0 ? ~bits : bits | 0x8000_0000
    }
}
