/// Computes one step of a model. Used by the engine's thread alone.
package protocol ModelRunner: AnyObject {
    var cache: CacheGeometry { get }
    var vocabularySize: Int { get }
    /// The most tokens of one sequence that the model was made for.
    var contextLength: Int { get }

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
}

/// The KV cache as the scheduler sees it. A runner that keeps one whole sequence in each slot (no paging) says so with
/// a block as long as the context: forks then copy a slot as they would copy a block.
package struct CacheGeometry: Sendable, Hashable {
    /// Tokens in a block.
    package var blockSize: Int
    package var blockCount: Int
    package var bytesPerBlock: Int

    package init(blockSize: Int, blockCount: Int, bytesPerBlock: Int) {
        self.blockSize = blockSize
        self.blockCount = blockCount
        self.bytesPerBlock = bytesPerBlock
    }

    package var tokenCapacity: Int { blockSize * blockCount }
}
