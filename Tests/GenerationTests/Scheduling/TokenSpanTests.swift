import Support
import Testing

@testable import Generation

@Suite("Spans of a prompt")
struct TokenSpanTests {
    static func spans(_ ranges: [Range<Int>], isUnsplittable: Bool = true, promptCount: Int = 20) -> TokenSpans? {
        TokenSpans(
            ranges.map { TokenSpan($0, content: .zero, isUnsplittable: isUnsplittable) }, promptCount: promptCount)
    }

    @Test(
        "must be in order, apart and inside the prompt",
        arguments: [
            ([4..<8, 8..<20], true), ([], true), ([4..<4], false), ([4..<8, 7..<9], false), ([8..<9, 4..<5], false),
            ([15..<21], false), ([-1..<3], false),
        ] as [([Range<Int>], Bool)])
    func validity(ranges: [Range<Int>], isValid: Bool) {
        #expect((Self.spans(ranges) != nil) == isValid)
    }

    @Test(
        "chunks stop before a span that does not fit and take one that begins there whole",
        arguments: [
            (start: 0, limit: 4, room: 20, count: 4), (0, 5, 20, 4), (0, 8, 8, 8), (0, 9, 9, 8), (4, 1, 4, 4),
            (4, 1, 3, 0), (4, 0, 20, 0), (8, 2, 20, 4), (8, 2, 2, 0), (12, 3, 3, 3), (0, -3, 20, 0),
        ])
    func count(start: Int, limit: Int, room: Int, count: Int) throws {
        let spans = try #require(Self.spans([4..<8, 8..<12]))
        #expect(spans.count(from: start, upTo: limit, room: room) == count)
    }

    @Test("only unsplittable ones hold chunks together")
    func splittable() throws {
        let spans = try #require(Self.spans([4..<8], isUnsplittable: false))
        #expect(spans.count(from: 0, upTo: 6, room: 6) == 6)
        #expect(!spans.cuts(at: 6))
    }

    @Test("are found by what they touch")
    func touching() throws {
        let spans = try #require(Self.spans([2..<4, 6..<8, 12..<13]))
        #expect(spans.touching(0..<2).isEmpty)
        #expect(spans.touching(3..<7).map(\.range) == [2..<4, 6..<8])
        #expect(spans.touching(8..<12).isEmpty)
        #expect(spans.touching(12..<30).map(\.range) == [12..<13])
        #expect([2, 3, 4, 7, 12].map { spans.cuts(at: $0) } == [false, true, false, true, false])
    }
}
