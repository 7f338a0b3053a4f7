/// 128 bits that stand for some content.
package struct Hash128: Hashable, Sendable {
    package var low: UInt64
    package var high: UInt64

    package init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    package static let zero = Hash128(low: 0, high: 0)

    /// Different texts have different hashes, in this process.
    package init(of text: String) {
        var hasher = SipHasher128(key: Self.textKey)
        for byte in text.utf8 { hasher.combine(UInt64(byte)) }
        self = hasher.finalize()
    }

    private static let textKey = random()

    package static func random() -> Hash128 {
        Hash128(low: .random(in: .min ... .max), high: .random(in: .min ... .max))
    }
}

/// SipHash-2-4 with 128 bits of output, over 64-bit words.
///
/// It is keyed, so nobody who does not know the key can prepare prompts that collide, and it costs a few
/// nanoseconds a token.
package struct SipHasher128 {
    private var v0: UInt64
    private var v1: UInt64
    private var v2: UInt64
    private var v3: UInt64
    private var words: UInt64 = 0

    package init(key: Hash128) {
        v0 = 0x736f_6d65_7073_6575 ^ key.low
        v1 = 0x646f_7261_6e64_6f6d ^ key.high ^ 0xee
        v2 = 0x6c79_6765_6e65_7261 ^ key.low
        v3 = 0x7465_6462_7974_6573 ^ key.high
    }

    package mutating func combine(_ word: UInt64) {
        words &+= 1
        absorb(word)
    }

    package mutating func combine(_ hash: Hash128) {
        combine(hash.low)
        combine(hash.high)
    }

    /// Two tokens make a word; a last odd one is marked by bits that no token has beside it.
    package mutating func combine(_ tokens: UnsafeBufferPointer<Int32>) {
        var index = 0
        while index &+ 1 < tokens.count {
            let first = UInt64(UInt32(bitPattern: tokens[index]))
            combine(first | UInt64(UInt32(bitPattern: tokens[index &+ 1])) << 32)
            index &+= 2
        }
        if index < tokens.count { combine(UInt64(UInt32(bitPattern: tokens[index]))) }
    }

    /// Eight bytes make a word, the first one lowest; the length is added, so bytes cannot be shifted into what follows.
    package mutating func combine(_ bytes: UnsafeRawBufferPointer) {
        var index = 0
        while index &+ 8 <= bytes.count {
            combine(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
            index &+= 8
        }
        var rest: UInt64 = 0
        for (place, byte) in bytes[index...].enumerated() { rest |= UInt64(byte) << UInt64(place * 8) }
        combine(rest)
        combine(UInt64(bytes.count))
    }

    package consuming func finalize() -> Hash128 {
        absorb(words << 59)  // The length in bytes, in the top byte.
        v2 ^= 0xee
        for _ in 0..<4 { round() }
        let low = v0 ^ v1 ^ v2 ^ v3
        v1 ^= 0xdd
        for _ in 0..<4 { round() }
        return Hash128(low: low, high: v0 ^ v1 ^ v2 ^ v3)
    }

    @inline(__always)
    private mutating func absorb(_ word: UInt64) {
        v3 ^= word
        round()
        round()
        v0 ^= word
    }

    @inline(__always)
    private mutating func round() {
        v0 = v0 &+ v1
        v1 = (v1 << 13 | v1 >> 51) ^ v0
        v0 = v0 << 32 | v0 >> 32
        v2 = v2 &+ v3
        v3 = (v3 << 16 | v3 >> 48) ^ v2
        v0 = v0 &+ v3
        v3 = (v3 << 21 | v3 >> 43) ^ v0
        v2 = v2 &+ v1
        v1 = (v1 << 17 | v1 >> 47) ^ v2
        v2 = v2 << 32 | v2 >> 32
    }
}
