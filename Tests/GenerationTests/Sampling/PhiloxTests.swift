import Testing

@testable import Generation

@Suite("Philox 4x32-10")
struct PhiloxTests {
    struct Vector: CustomTestStringConvertible {
        let counter: SIMD4<UInt32>
        let key: SIMD2<UInt32>
        let expected: SIMD4<UInt32>
        var testDescription: String { "counter \(counter)" }
    }

    /// The known answers that Random123 publishes.
    @Test(arguments: [
        Vector(
            counter: SIMD4(0, 0, 0, 0), key: SIMD2(0, 0),
            expected: SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)),
        Vector(
            counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max),
            expected: SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)),
        Vector(
            counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), key: SIMD2(0xa409_3822, 0x299f_31d0),
            expected: SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)),
    ])
    func knownAnswers(_ vector: Vector) {
        #expect(Philox.block(counter: vector.counter, key: vector.key) == vector.expected)
    }

    @Test("every seed, candidate and position has a number of its own")
    func streamsDiffer() {
        var seen: Set<Double> = []
        for seed: UInt64 in [0, 1, 1 << 32, .max] {
            for candidate in 0..<8 {
                for index in [0, 1, 2, 1000, 1 << 33] {
                    let number = Philox.uniform(seed: seed, candidate: candidate, index: index)
                    #expect(number >= 0 && number < 1)
                    seen.insert(number)
                }
            }
        }
        #expect(seen.count == 4 * 8 * 5)
    }

    @Test("numbers are spread evenly")
    func uniformity() {
        var buckets = [Int](repeating: 0, count: 64)
        for index in 0..<64_000 { buckets[Int(Philox.uniform(seed: 3, candidate: 0, index: index) * 64)] += 1 }
        let statistic = buckets.reduce(0.0) { $0 + (Double($1) - 1000) * (Double($1) - 1000) / 1000 }
        // 63 degrees of freedom: 117 is exceeded once in 25 000 times.
        #expect(statistic < 117)
    }
}
