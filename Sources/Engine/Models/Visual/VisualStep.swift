internal import Generation
internal import Support
internal import Vision

/// What a decoder that sees reads beside token ids, for some of a step's tokens.
struct VisualStep {
    /// The rows of pictures, one after the other.
    private(set) var rows: [Float] = []
    /// For each token its row: its own index for text, beyond the tokens for pictures.
    private(set) var choice: [Int32] = []
    private(set) var isVisual: [Bool] = []
    /// For each of the first layers the rows that are added there.
    private(set) var deepstack: [[Float]] = []
    /// Positions in time, height and width; equal for text.
    private(set) var positions: [[Int32]] = []
    private(set) var rowCount = 0

    private let layout: Layout

    /// What the decoder wants.
    struct Layout {
        var width: Int
        /// 1, or 3 where positions are those of time, height and width.
        var axes = 1
        /// Where text is counted from.
        var firstPosition: Int32 = 0
        var deepstackLevels = 0
    }

    init(_ layout: Layout) {
        self.layout = layout
        positions = Array(repeating: [], count: layout.axes)
        deepstack = Array(repeating: [], count: layout.deepstackLevels)
    }

    /// Collects what the sequences of `range` need; their tokens are counted from the first of them.
    mutating func gather(_ plan: borrowing StepPlan, sequences range: Range<Int>) throws {
        removeAll()
        let first = Int(plan.tokenBegins[range.lowerBound])
        let count = Int(plan.tokenBegins[range.upperBound]) - first
        for token in 0..<count {
            choice.append(Int32(truncatingIfNeeded: token))
            isVisual.append(false)
            let position = plan.positions[first + token] &+ layout.firstPosition
            for axis in 0..<layout.axes { positions[axis].append(position) }
        }
        for attached in plan.attachments where range.contains(attached.sequence) {
            guard let prompt = attached.attachment as? EmbeddedPrompt else { continue }
            let begin = Int(plan.tokenBegins[attached.sequence])
            let end = Int(plan.tokenBegins[attached.sequence + 1])
            let past = Int(plan.pastLengths[attached.sequence])
            place(prompt.prompt.positions, of: past..<past + end - begin, at: begin - first)
            try place(prompt, range: past..<past + end - begin, at: begin - first)
        }
        for token in choice.indices where isVisual[token] { choice[token] &+= Int32(truncatingIfNeeded: count) }
    }

    private mutating func removeAll() {
        rows.removeAll(keepingCapacity: true)
        choice.removeAll(keepingCapacity: true)
        isVisual.removeAll(keepingCapacity: true)
        for axis in positions.indices { positions[axis].removeAll(keepingCapacity: true) }
        for level in deepstack.indices { deepstack[level].removeAll(keepingCapacity: true) }
        rowCount = 0
    }

    private mutating func place(_ prompt: PromptPositions, of range: Range<Int>, at target: Int) {
        guard case .rotary(let time, let height, let width, let shift) = prompt, layout.axes == 3 else { return }
        for (axis, own) in [time, height, width].enumerated() {
            for index in range {
                positions[axis][target + index - range.lowerBound] =
                    index < own.count ? own[index] : Int32(truncatingIfNeeded: index) &+ shift
            }
        }
    }

    /// `choice` holds the rows' own numbers until all tokens are known.
    private mutating func place(_ prompt: EmbeddedPrompt, range: Range<Int>, at target: Int) throws {
        for place in prompt.prompt.places where place.tokens.overlaps(range) {
            let wanted = place.tokens.clamped(to: range)
            let source = try prompt.media[place.media].rows()
            let firstRow = place.firstRow + wanted.lowerBound - place.tokens.lowerBound
            let values = firstRow * layout.width..<(firstRow + wanted.count) * layout.width
            guard source.width == layout.width, values.upperBound <= source.values.count else {
                throw DazzleError(
                    .engineFailed,
                    "the vision encoder gave \(source.count) rows of \(source.width) values where the prompt needs "
                        + "\(firstRow + wanted.count) of \(layout.width)")
            }
            rows.append(contentsOf: source.values[values])
            for level in deepstack.indices where level < source.deepstack.count {
                deepstack[level].append(contentsOf: source.deepstack[level][values])
            }
            for index in wanted {
                let token = target + index - range.lowerBound
                choice[token] = Int32(truncatingIfNeeded: rowCount)
                isVisual[token] = true
                rowCount += 1
            }
        }
    }
}
