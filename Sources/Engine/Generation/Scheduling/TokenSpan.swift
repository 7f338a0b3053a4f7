package import Support

/// A stretch of the prompt whose token ids do not say what stands there, such as the placeholders of an image.
package struct TokenSpan: Sendable, Hashable {
    package var range: Range<Int>
    /// Equal exactly if what stands there is equal.
    package var content: Hash128
    /// The tokens attend to each other in both directions (images of Gemma 3), so all are computed in one step and a
    /// prefix hit never ends among them.
    package var isUnsplittable: Bool

    package init(_ range: Range<Int>, content: Hash128, isUnsplittable: Bool = false) {
        self.range = range
        self.content = content
        self.isUnsplittable = isUnsplittable
    }
}

/// The spans of a prompt, in order and apart from each other.
struct TokenSpans {
    private let spans: [TokenSpan]

    /// nil if they overlap, are out of order, empty or outside the prompt.
    init?(_ spans: [TokenSpan], promptCount: Int) {
        var end = 0
        for span in spans {
            guard span.range.lowerBound >= end, !span.range.isEmpty, span.range.upperBound <= promptCount else {
                return nil
            }
            end = span.range.upperBound
        }
        self.spans = spans
    }

    var isEmpty: Bool { spans.isEmpty }

    /// Those that touch the range, in order.
    func touching(_ range: Range<Int>) -> ArraySlice<TokenSpan> {
        let first = firstIndex { $0.range.upperBound > range.lowerBound }
        let last = firstIndex { $0.range.lowerBound >= range.upperBound }
        return spans[first..<max(first, last)]
    }

    /// Whether a border before this position would cut an unsplittable span.
    func cuts(at position: Int) -> Bool { unsplittable(around: position) != nil }

    /// The first position, up to `limit`, where something else stands than in another prompt of the same tokens.
    func firstDifference(from other: TokenSpans, upTo limit: Int) -> Int {
        for index in 0..<max(spans.count, other.spans.count) {
            let mine = index < spans.count ? spans[index] : nil
            let theirs = index < other.spans.count ? other.spans[index] : nil
            guard mine != theirs else { continue }
            return min(limit, mine?.range.lowerBound ?? limit, theirs?.range.lowerBound ?? limit)
        }
        return limit
    }

    /// How many tokens to compute from `start` when `limit` are wanted: fewer if the last ones are part of a span that
    /// does not fit, more if a span begins at `start`, up to `room`.
    func count(from start: Int, upTo limit: Int, room: Int) -> Int {
        guard limit > 0, let span = unsplittable(around: start + limit) else { return max(limit, 0) }
        if span.range.lowerBound > start { return span.range.lowerBound - start }
        let whole = span.range.upperBound - start
        return whole <= room ? whole : 0
    }

    private func unsplittable(around position: Int) -> TokenSpan? {
        guard !spans.isEmpty else { return nil }
        let index = firstIndex { $0.range.upperBound > position }
        guard index < spans.count, spans[index].isUnsplittable, spans[index].range.lowerBound < position else {
            return nil
        }
        return spans[index]
    }

    private func firstIndex(where isTrue: (TokenSpan) -> Bool) -> Int {
        var low = 0
        var high = spans.count
        while low < high {
            let middle = (low + high) / 2
            if isTrue(spans[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
