internal import Support

/// One candidate answer: its tokens and the blocks that hold their keys and values.
///
/// There are no phases: tokens are either computed or not, and the scheduler lets the computed ones catch up. Belongs
/// to the engine's thread; only its `Scheduler` changes it.
package final class TokenSequence {
    package enum State: Hashable, Sendable {
        /// In the queue, new or preempted. Holds no blocks.
        case waiting
        case running
        case finished
    }

    package let id: SequenceID
    package var request: RequestID { group.id }
    /// The prompt, then what was generated.
    package internal(set) var tokens: [Int32]
    package let promptCount: Int
    /// Tokens whose keys and values stand in the cache.
    package internal(set) var computed = 0
    package internal(set) var state = State.waiting
    /// The blocks that hold the computed tokens, and those of the step being prepared.
    package internal(set) var table: [BlockID] = []
    /// Prompt positions whose logits have been delivered, if they are wanted.
    package internal(set) var promptLogitsDelivered = 0

    let group: SequenceGroup
    let order: Order
    /// Blocks at the start of the table that are in the prefix index.
    var published = 0
    /// Keys of the first full blocks, made when needed.
    var keys: [BlockKey] = []
    /// Its prefix hits have been counted.
    var isCounted = false

    // The step being prepared.
    /// Tokens that the sequence would like to compute.
    var pending = 0
    /// Tokens that it will compute.
    var chunk = 0
    var copy: BlockCopy?
    /// A beam that goes on.
    var isKept = false

    init(id: SequenceID, group: SequenceGroup, index: Int, tokens: [Int32], promptCount: Int) {
        self.id = id
        self.group = group
        self.order = Order(arrival: group.arrival, index: index)
        self.tokens = tokens
        self.promptCount = promptCount
    }

    package var generated: ArraySlice<Int32> { tokens[promptCount...] }

    /// Tokens that are not computed yet.
    var missing: Int { tokens.count - computed }

    /// Prompt positions that a chunk from `computed` on delivers. The last one counts as generation: its logits
    /// predict the first generated token.
    func promptPositions(inChunkOf count: Int) -> Range<Int> {
        guard group.wantsPromptLogits else { return 0..<0 }
        let begin = max(computed, promptLogitsDelivered)
        return begin..<max(begin, min(computed + count, promptCount - 1))
    }
}

@available(*, unavailable)
extension TokenSequence: Sendable {}

extension TokenSequence {
    /// First come, first served; within a request the first sequence comes first.
    struct Order: Comparable {
        var arrival: UInt64
        var index: Int

        static func < (left: Order, right: Order) -> Bool {
            left.arrival == right.arrival ? left.index < right.index : left.arrival < right.arrival
        }

        /// The least that is greater.
        var next: Order { Order(arrival: arrival, index: index + 1) }
    }
}

/// What the sequences of one request have in common.
final class SequenceGroup {
    let id: RequestID
    let arrival: UInt64
    let width: Int
    let isLockstep: Bool
    let wantsPromptLogits: Bool
    let scope: Hash128
    let spans: TokenSpans
    let attachment: (any PromptAttachment)?
    /// Those that have not finished, in order.
    var sequences: [TokenSequence] = []
    var nextIndex = 0

    init(_ request: SchedulingRequest, arrival: UInt64, scope: Hash128, spans: TokenSpans) {
        id = request.id
        self.arrival = arrival
        width = min(max(request.width, 1), Int(Int16.max))
        isLockstep = request.isLockstep && width > 1
        wantsPromptLogits = request.wantsPromptLogits
        self.scope = scope
        self.spans = spans
        attachment = request.attachment
    }

    /// Several beams, which must be sampled together.
    var isGang: Bool { isLockstep && sequences.count > 1 }

    /// Nothing but its newest token is missing to any beam.
    var isReady: Bool { sequences.allSatisfy { $0.state == .running && $0.missing == 1 } }

    /// Seats kept free for forks to come or beams to return, while some of its sequences run.
    func reservedSeats(running: Int) -> Int { max(0, width - (isLockstep ? running : nextIndex)) }
}

@available(*, unavailable)
extension SequenceGroup: Sendable {}

/// Sequences in order.
struct SequenceList {
    private(set) var items: [TokenSequence] = []

    var count: Int { items.count }
    var isEmpty: Bool { items.isEmpty }
    var first: TokenSequence? { items.first }
    var last: TokenSequence? { items.last }
    subscript(index: Int) -> TokenSequence { items[index] }

    /// The first index whose sequence is not before `order`.
    func index(of order: TokenSequence.Order) -> Int {
        var low = 0
        var high = items.count
        while low < high {
            let middle = (low + high) / 2
            if items[middle].order < order { low = middle + 1 } else { high = middle }
        }
        return low
    }

    mutating func insert(_ sequence: TokenSequence) {
        items.insert(sequence, at: index(of: sequence.order))
    }

    mutating func remove(_ sequence: TokenSequence) {
        let index = index(of: sequence.order)
        if index < items.count, items[index] === sequence { items.remove(at: index) }
    }
}
