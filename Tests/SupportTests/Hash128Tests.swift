import Testing

@testable import Support

@Suite("SipHash-2-4-128")
struct Hash128Tests {
    /// From the reference implementation: key 00 01 … 0f, message 00 01 … of so many words.
    static let vectors: [(words: Int, hash: Hash128)] = [
        (0, Hash128(low: 0xe6a8_25ba_047f_81a3, high: 0x9302_55c7_1472_f66d)),
        (1, Hash128(low: 0x61f5_5862_baa9_623b, high: 0xb497_14f3_64e2_830f)),
        (2, Hash128(low: 0xbb54_b067_caa4_e26e, high: 0x7705_2385_bf15_33fd)),
        (3, Hash128(low: 0xd850_bd78_ae79_b42d, high: 0xad32_618a_178a_2a88)),
    ]

    @Test("agrees with the reference", arguments: vectors)
    func reference(words: Int, hash: Hash128) {
        var hasher = SipHasher128(key: Hash128(low: 0x0706_0504_0302_0100, high: 0x0f0e_0d0c_0b0a_0908))
        for word in 0..<UInt64(words) { hasher.combine(0x0706_0504_0302_0100 &+ word &* 0x0808_0808_0808_0808) }
        #expect(hasher.finalize() == hash)
    }

    @Test("takes two tokens as one word")
    func tokens() {
        func hash(_ tokens: [Int32]) -> Hash128 {
            var hasher = SipHasher128(key: .zero)
            tokens.withUnsafeBufferPointer { hasher.combine($0) }
            return hasher.finalize()
        }
        var words = SipHasher128(key: .zero)
        words.combine(0xffff_ffff_0000_0001)
        words.combine(5)
        #expect(hash([1, -1, 5]) == words.finalize())
        #expect(hash([1, 2]) != hash([2, 1]))
        #expect(Hash128.random() != Hash128.random())
    }
}
