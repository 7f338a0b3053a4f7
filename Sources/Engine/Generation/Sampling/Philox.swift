/// Philox 4x32 with 10 rounds (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3"): a random number that is a
/// pure function of key and counter. Nothing is carried from one draw to the next, so neither batch composition nor
/// preemption nor recomputation can change what a sequence draws.
package enum Philox {
    package static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        var counter = counter
        var key = key
        for _ in 0..<10 {
            let a = counter.x.multipliedFullWidth(by: 0xD251_1F53)
            let b = counter.z.multipliedFullWidth(by: 0xCD9E_8D57)
            counter = SIMD4(b.high ^ counter.y ^ key.x, b.low, a.high ^ counter.w ^ key.y, a.low)
            key = key &+ SIMD2(0x9E37_79B9, 0xBB67_AE85)
        }
        return counter
    }

    /// The number in [0, 1) that candidate `candidate` of a request seeded with `seed` uses for its token `index`.
    package static func uniform(seed: UInt64, candidate: Int, index: Int) -> Double {
        let position = UInt64(truncatingIfNeeded: index)
        let random = block(
            counter: SIMD4(
                UInt32(truncatingIfNeeded: position), UInt32(truncatingIfNeeded: position >> 32),
                UInt32(truncatingIfNeeded: candidate), 0),
            key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
        let bits = UInt64(random.y) << 32 | UInt64(random.x)
        return Double(bits >> 11) * 0x1p-53
    }
}
