@testable import Generation

// Short forms for tests that tell one story.
extension Workbench {
    convenience init(
        blocks: Int, of size: Int = 4, budget: Int = 64, sequences: Int = 8, context: Int = 64,
        _ change: (inout SchedulerConfiguration) -> Void = { _ in }
    ) {
        let cache = CacheGeometry(blockSize: size, blockCount: blocks, bytesPerBlock: 1)
        var configuration = SchedulerConfiguration(cache: cache, contextLength: context)
        configuration.tokenBudget = budget
        configuration.maxSequences = sequences
        change(&configuration)
        self.init(configuration)
    }

    func submit(
        _ id: UInt64, _ prompt: [Int32], _ change: (inout SchedulingRequest) -> Void = { _ in }
    ) throws -> TokenSequence {
        var request = SchedulingRequest(id: RequestID(id), prompt: prompt)
        change(&request)
        return try submit(request)
    }

    /// A step, then a token for each sequence that asks for one. Gives what was computed: id of the request and tokens.
    @discardableResult
    func advance(_ token: Int32 = 7) throws -> [Chunk] {
        try step()
        for entry in scheduler.scheduled where entry.sampleRow != nil && entry.sequence.state == .running {
            scheduler.append(token, to: entry.sequence)
        }
        return chunks
    }

    /// What the last step computed.
    var chunks: [Chunk] {
        scheduler.scheduled.map { Chunk($0.sequence.request.rawValue, $0.range) }
    }

    func advance(until isReached: () -> Bool) throws {
        var steps = 0
        while !isReached() {
            try require(steps < 200, "never reached\n\(description)")
            try advance()
            steps += 1
        }
    }
}

struct Chunk: Equatable, CustomStringConvertible {
    var request: UInt64
    var range: Range<Int>

    init(_ request: UInt64, _ range: Range<Int>) {
        self.request = request
        self.range = range
    }

    var description: String { "\(request): \(range)" }
}

/// Tokens that no other seed has.
func prompt(_ count: Int, seed: Int32 = 0) -> [Int32] { (0..<Int32(count)).map { $0 + 1000 * seed } }
