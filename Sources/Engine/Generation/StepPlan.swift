/// A block of the KV cache.
package typealias BlockID = Int32

/// Names one candidate answer for as long as the engine runs. Never reused.
package struct SequenceID: Hashable, Sendable {
    package let rawValue: UInt64
    package init(_ rawValue: UInt64) { self.rawValue = rawValue }
}

/// One forward pass: everything a `ModelRunner` needs, and all it ever sees of the requests.
///
/// The arrays are flat and laid out as PagedAttention reads them, so a runner copies each once into a tensor; one plan
/// is reused for every step, so that a step allocates nothing.
package struct StepPlan {
    /// Tokens to compute, sequence after sequence.
    package var tokens: [Int32] = []
    /// Where each of `tokens` stands in its sequence.
    package var positions: [Int32] = []
    /// For each sequence, how many of its tokens the cache holds already.
    package var pastLengths: [Int32] = []
    /// For each sequence, where its part of `tokens` begins; one more entry closes the last.
    package var tokenBegins: [Int32] = [0]
    /// Blocks that hold past and new tokens, sequence after sequence.
    package var blocks: [BlockID] = []
    package var blockBegins: [Int32] = [0]
    /// Indices into `tokens` of the positions whose logits are wanted, ascending.
    package var sampled: [Int32] = []
    /// The longest past + new of any sequence.
    package var maxContextLength: Int32 = 0
    package var sequences: [SequenceID] = []
    /// Blocks to copy before the pass: a sequence is about to write into a block that others share.
    package var copies: [BlockCopy] = []
    /// Of those sequences that have one, in order.
    package var attachments: [Attached] = []

    package struct Attached {
        /// Its index in `sequences`.
        package var sequence: Int
        package var attachment: any PromptAttachment
    }

    package init() {}

    /// A part of one sequence alone, its last logits wanted, for runners that compute sequences one by one. The blocks are left out.
    package init(_ sequence: SequenceID, tokens: ArraySlice<Int32>, past: Int, attachment: (any PromptAttachment)?) {
        self.tokens = Array(tokens)
        positions = (past..<past + tokens.count).map { Int32(truncatingIfNeeded: $0) }
        pastLengths = [Int32(truncatingIfNeeded: past)]
        tokenBegins = [0, Int32(truncatingIfNeeded: tokens.count)]
        sampled = [Int32(truncatingIfNeeded: tokens.count - 1)]
        maxContextLength = Int32(truncatingIfNeeded: past + tokens.count)
        sequences = [sequence]
        attachments = attachment.map { [Attached(sequence: 0, attachment: $0)] } ?? []
    }

    package var sequenceCount: Int { sequences.count }

    /// Forgets the step but keeps the memory.
    package mutating func removeAll() {
        tokens.removeAll(keepingCapacity: true)
        positions.removeAll(keepingCapacity: true)
        pastLengths.removeAll(keepingCapacity: true)
        tokenBegins.removeAll(keepingCapacity: true)
        tokenBegins.append(0)
        blocks.removeAll(keepingCapacity: true)
        blockBegins.removeAll(keepingCapacity: true)
        blockBegins.append(0)
        sampled.removeAll(keepingCapacity: true)
        maxContextLength = 0
        sequences.removeAll(keepingCapacity: true)
        copies.removeAll(keepingCapacity: true)
        attachments.removeAll(keepingCapacity: true)
    }
}

package struct BlockCopy: Hashable, Sendable {
    package var source: BlockID
    package var destination: BlockID

    package init(source: BlockID, destination: BlockID) {
        self.source = source
        self.destination = destination
    }
}
