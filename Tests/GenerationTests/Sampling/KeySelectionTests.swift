import Testing

@testable import Generation

@Suite("Selection without sorting")
struct KeySelectionTests {
    @Test("keys order by logit, then by lower id, and give both back")
    func keys() {
        let logits: [Float] = [-.infinity, -3e38, -1, -1e-30, 0, 1e-30, 1, 3e38, .infinity]
        for (place, logit) in logits.enumerated() {
            let key = RankKey.make(logit: logit, id: 262_143)
            #expect(RankKey.logit(key) == logit)
            #expect(RankKey.id(key) == 262_143)
            #expect(RankKey.make(logit: logit, id: 262_142) > key)
            if place > 0 { #expect(key > RankKey.make(logit: logits[place - 1], id: 0)) }
        }
        #expect(RankKey.make(logit: -0.0, id: 5) == RankKey.make(logit: 0, id: 5))
    }

    @Test("finds the same keys as sorting", arguments: [1, 2, 24, 25, 26, 100, 5000])
    func front(_ count: Int) {
        var generator = SeededGenerator(state: 11)
        for round in 0..<40 {
            var keys = (0..<count).map { id in
                // Few different values, ascending or descending or random ones.
                let value: Float =
                    switch round % 4 {
                    case 0: Float(Int.random(in: 0..<5, using: &generator))
                    case 1: Float(id)
                    case 2: -Float(id)
                    default: Float.random(in: -9...9, using: &generator)
                    }
                return RankKey.make(logit: value, id: id)
            }
            let target = Int.random(in: 1...count, using: &generator)
            let expected = keys.sorted(by: >).prefix(target)
            let found = keys.withUnsafeMutableBufferPointer {
                KeySelection.front(of: $0, count: count, target: target)
            }
            #expect(found == target)
            #expect(keys.prefix(found).sorted(by: >) == Array(expected))
        }
    }

    @Test("takes as little weight as reaches the target")
    func weights() {
        var generator = SeededGenerator(state: 5)
        for _ in 0..<50 {
            // The id is the weight: whole numbers, so sums are exact in any order.
            var keys = (0..<300).map { RankKey.make(logit: .random(in: 0...1, using: &generator), id: $0) }
            let total = 299 * 300 / 2
            let target = Int.random(in: 1...total + 10, using: &generator)
            var expected = 0
            var sum = 0
            for key in keys.sorted(by: >) where sum < target {
                sum += Int(RankKey.id(key))
                expected += 1
            }
            let found = keys.withUnsafeMutableBufferPointer { keys in
                KeySelection.front(of: keys, count: 300, target: Double(target)) { range in
                    range.reduce(0.0) { $0 + Double(RankKey.id(keys[$1])) }
                }
            }
            #expect(found == expected)
        }
    }
}
