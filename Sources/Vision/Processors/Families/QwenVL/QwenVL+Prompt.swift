#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif
internal import Support

extension QwenVL {
    package func compose(
        _ text: String, _ media: [MediaLayout], addSpecialTokens: Bool, _ encode: (String, Bool) throws -> [Int32]
    ) throws -> ComposedPrompt {
        let expansion = TagExpansion([
            .init(.image, "<|image_pad|>"),
            .init(.video, generation == .three ? tag(.video, index: 0) : "<|video_pad|>"),
        ])
        let written = try expansion.expand(text, media) { expanded(media[$0]) }
        let tokens = try encode(written, addSpecialTokens)
        let places = try MediaPlace.find(in: tokens, runs: media.map(runs)) { $0 == imageToken || $0 == videoToken }
        return ComposedPrompt(
            tokens: tokens, places: places, positions: positions(count: tokens.count, places, media))
    }

    /// Qwen3 sees a clip as pictures with their times before them.
    private func expanded(_ layout: MediaLayout) -> String {
        guard layout.shape.kind == .video else { return repeated("<|image_pad|>", layout.tokenCount) }
        guard generation == .three else { return repeated("<|video_pad|>", layout.tokenCount) }
        return times(of: layout).map { time in
            "<\(oneDecimal(time)) seconds><|vision_start|>"
                + repeated("<|video_pad|>", layout.tokenCount / layout.grid.time) + "<|vision_end|>"
        }.joined()
    }

    private func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    private func runs(_ layout: MediaLayout) -> [Int] {
        guard layout.shape.kind == .video, generation == .three else { return [layout.tokenCount] }
        return Array(repeating: layout.tokenCount / layout.grid.time, count: layout.grid.time)
    }

    /// The middle of each group of frames that is one in time, in seconds. 24 frames a second where nobody knows.
    func times(of layout: MediaLayout) -> [Double] {
        let rate = layout.shape.sourceRate ?? 24
        var indices = layout.shape.frameIndices
        if indices.count != layout.shape.frameCount { indices = Array(0..<layout.shape.frameCount) }
        while indices.count % patches.temporal != 0, let last = indices.last { indices.append(last) }
        return stride(from: 0, to: indices.count, by: patches.temporal).map { index in
            (Double(indices[index]) / rate + Double(indices[index + patches.temporal - 1]) / rate) / 2
        }
    }

    /// Python's `f"{time:.1f}"`, which is C's: the exact value of the binary fraction decides.
    private func oneDecimal(_ time: Double) -> String {
        var text = [CChar](repeating: 0, count: 64)
        let count = withVaList([time]) { vsnprintf(&text, text.count, "%.1f", $0) }
        return String(decoding: text.prefix(Int(max(0, min(count, 63)))).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    // MARK: Positions

    /// transformers' `get_rope_index`: text counts on in all three directions; a picture begins where the text left off and
    /// counts its own, and what follows begins behind the largest of them.
    func positions(count: Int, _ places: [MediaPlace], _ media: [MediaLayout]) -> PromptPositions {
        var (time, height, width): ([Int32], [Int32], [Int32]) = ([], [], [])
        var next = 0
        func appendText(upTo end: Int) {
            while time.count < end {
                time.append(Int32(truncatingIfNeeded: next))
                height.append(Int32(truncatingIfNeeded: next))
                width.append(Int32(truncatingIfNeeded: next))
                next += 1
            }
        }
        for place in places {
            appendText(upTo: place.tokens.lowerBound)
            let layout = media[place.media]
            let (rows, columns) = (layout.grid.height / merge, layout.grid.width / merge)
            var last = 0
            for index in 0..<place.tokens.count {
                let step = timeStep(layout, index / (rows * columns))
                let (row, column) = (index / columns % rows, index % columns)
                time.append(Int32(truncatingIfNeeded: next + step))
                height.append(Int32(truncatingIfNeeded: next + row))
                width.append(Int32(truncatingIfNeeded: next + column))
                last = max(last, step, row, column)
            }
            next += last + 1
        }
        appendText(upTo: count)
        return .rotary(time: time, height: height, width: width, shift: Int32(truncatingIfNeeded: next - count))
    }

    /// Qwen2.5 counts time in parts of seconds, by how many frames were taken a second (2 where nobody knows).
    private func timeStep(_ layout: MediaLayout, _ group: Int) -> Int {
        guard generation == .twoAndHalf, layout.shape.kind == .video else { return group }
        let secondsPerGroup = Double(patches.temporal) / (layout.shape.sampleRate ?? 2)
        return Int(Double(group) * secondsPerGroup * tokensPerSecond)
    }
}
