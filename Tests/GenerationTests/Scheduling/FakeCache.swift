import Support
@testable import Generation

struct Violation: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}

func require(_ isTrue: Bool, _ complaint: @autoclosure () -> String) throws(Violation) {
    guard isTrue else { throw Violation(complaint()) }
}

/// Same numbers for the same seed on every machine.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
        return word ^ word >> 31
    }

    mutating func chance(_ percent: Int) -> Bool { Int(next() % 100) < percent }
    mutating func pick(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }
}

/// Stands for keys and values: one number for each token, made of everything that the real ones depend on, that is the
/// tokens up to it, what stands in the spans, and the salt.
struct Content {
    private(set) var chain: [UInt64] = []
    private var last: UInt64
    private let spans: [TokenSpan]

    init(scope: UInt64, spans: [TokenSpan]) {
        last = scope &+ 1
        self.spans = spans
    }

    mutating func extend(to tokens: [Int32]) {
        while chain.count < tokens.count {
            let position = chain.count
            var word = last ^ UInt64(UInt32(bitPattern: tokens[position])) &* 0x9e37_79b9_7f4a_7c15
            for span in spans where span.range.contains(position) {
                word = word &+ (span.content.low &+ UInt64(position - span.range.lowerBound)) &* 0xd6e8_feb8_6659_fd93
            }
            word = (word ^ word >> 32) &* 0xd6e8_feb8_6659_fd93
            last = (word ^ word >> 29) | 1
            chain.append(last)
        }
    }
}

/// A KV cache that remembers what was written, and complains when a step reads anything else.
struct FakeCache {
    private var cells: [UInt64]
    private let blockSize: Int

    init(_ geometry: CacheGeometry) {
        blockSize = geometry.blockSize
        cells = Array(repeating: 0, count: geometry.tokenCapacity)
    }

    /// Does what a runner does with the plan. `contents` belong to the plan's sequences, in order.
    mutating func run(_ plan: borrowing StepPlan, contents: [Content]) throws(Violation) {
        for copy in plan.copies { self.copy(copy) }
        for index in 0..<plan.sequenceCount {
            try check(plan, index, upTo: Int(plan.pastLengths[index]), contents[index], "before the pass")
        }
        for index in 0..<plan.sequenceCount { write(plan, index, contents[index]) }
        for index in 0..<plan.sequenceCount {
            let count = plan.tokenBegins[index + 1] - plan.tokenBegins[index]
            try check(plan, index, upTo: Int(plan.pastLengths[index] + count), contents[index], "after the pass")
        }
    }

    /// A pass that fails half way: nobody knows what it wrote.
    mutating func fail(_ plan: borrowing StepPlan) {
        for index in 0..<plan.sequenceCount {
            let begin = Int(plan.pastLengths[index])
            let count = Int(plan.tokenBegins[index + 1] - plan.tokenBegins[index])
            for position in begin..<begin + count { cells[cell(plan, index, position)] = 0 }
        }
        for copy in plan.copies { erase(copy.destination) }
    }

    mutating func erase(_ block: BlockID) {
        for offset in 0..<blockSize { cells[Int(block) * blockSize + offset] = 0 }
    }

    private mutating func copy(_ copy: BlockCopy) {
        for offset in 0..<blockSize {
            cells[Int(copy.destination) * blockSize + offset] = cells[Int(copy.source) * blockSize + offset]
        }
    }

    private mutating func write(_ plan: borrowing StepPlan, _ index: Int, _ content: Content) {
        let begin = Int(plan.pastLengths[index])
        let count = Int(plan.tokenBegins[index + 1] - plan.tokenBegins[index])
        for position in begin..<begin + count { cells[cell(plan, index, position)] = content.chain[position] }
    }

    private func check(
        _ plan: borrowing StepPlan, _ index: Int, upTo end: Int, _ content: Content, _ when: String
    ) throws(Violation) {
        let begin = Int(plan.blockBegins[index])
        let held = Int(plan.blockBegins[index + 1]) - begin
        guard end <= held * blockSize else { throw Violation("sequence \(index) has too few blocks") }
        var position = 0
        while position < end {
            let found = cells[Int(plan.blocks[begin + position / blockSize]) * blockSize + position % blockSize]
            guard found == content.chain[position] else {
                throw Violation("\(when), sequence \(index) reads something else at position \(position)")
            }
            position += 1
        }
    }

    private func cell(_ plan: borrowing StepPlan, _ index: Int, _ position: Int) -> Int {
        Int(plan.blocks[Int(plan.blockBegins[index]) + position / blockSize]) * blockSize + position % blockSize
    }
}
