/// Computes one step of a model. Used by the engine's thread alone.
package protocol ModelRunner: AnyObject {
    var cache: CacheGeometry { get }
    var vocabularySize: Int { get }
    /// The most tokens of one sequence that the model was made for.
    var contextLength: Int { get }
    /// The most tokens of a prompt, where that is less than the context has room for.
    var longestPrompt: Int? { get }

    /// May be called on any thread: makes a pass in progress fail soon. Without one, nothing happens.
    var interrupt: @Sendable () -> Void { get }

    /// Runs the plan, then hands over the logits: one row of `vocabularySize` for each entry of `plan.sampled`, in order.
    /// The rows are valid inside `body` only and may be changed by it.
    func run<Result>(
        _ plan: borrowing StepPlan, _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
    ) throws -> Result
}

extension ModelRunner {
    package var interrupt: @Sendable () -> Void { {} }
    package var longestPrompt: Int? { nil }
}

/// The KV cache as the scheduler sees it. A runner that keeps one whole sequence in each slot (no paging) says so with
/// a block as long as the context, and tells in `slots` what can be done with them.
package struct CacheGeometry: Sendable, Hashable {
    /// Tokens in a block.
    package var blockSize: Int
    package var blockCount: Int
    package var bytesPerBlock: Int
    /// nil where blocks are parts of sequences.
    package var slots: Slots?

    /// What can be done with blocks that hold whole sequences.
    package struct Slots: Sendable, Hashable {
        /// Of what an ended sequence leaves behind, the next can go on after any multiple of so many tokens.
        package var keptMultiple: Int
        /// A sequence can be given a copy of another's slot; else it computes its tokens itself.
        package var canCopy: Bool
        /// A prompt can be computed in several steps.
        package var takesPieces: Bool

        package init(keptMultiple: Int, canCopy: Bool, takesPieces: Bool) {
            self.keptMultiple = keptMultiple
            self.canCopy = canCopy
            self.takesPieces = takesPieces
        }
    }

    package init(blockSize: Int, blockCount: Int, bytesPerBlock: Int, slots: Slots? = nil) {
        self.blockSize = blockSize
        self.blockCount = blockCount
        self.bytesPerBlock = bytesPerBlock
        self.slots = slots
    }

    package var tokenCapacity: Int { blockSize * blockCount }
}
