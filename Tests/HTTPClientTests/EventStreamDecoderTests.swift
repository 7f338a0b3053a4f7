internal import HTTPClient
import Testing

struct EventStreamDecoderTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let stream: String
        let events: [String]
        var rest: String?
    }

    static let cases = [
        Case(testDescription: "one event", stream: "data: a\n\n", events: ["a"]),
        Case(
            testDescription: "three line ends", stream: "data: a\n\ndata: b\r\n\r\ndata: c\r\r",
            events: ["a", "b", "c"]),
        Case(testDescription: "only one space goes", stream: "data:  a\n\ndata:b\n\n", events: [" a", "b"]),
        Case(testDescription: "several lines", stream: "data: a\r\ndata:\r\ndata: b\r\n\r\n", events: ["a\n\nb"]),
        Case(testDescription: "empty data", stream: "data\n\ndata:\n\n", events: ["", ""]),
        Case(testDescription: "comments", stream: ": ping\n\n:\ndata: a\n: in between\ndata: b\n\n", events: ["a\nb"]),
        Case(
            testDescription: "other fields", stream: "event: x\nid: 1\ndata: a\nretry: 3\n\nevent: y\n\n", events: ["a"]
        ),
        Case(testDescription: "names that only begin alike", stream: "database: a\ndat: b\n data: c\n\n", events: []),
        Case(testDescription: "a byte order mark", stream: "\u{FEFF}data: a\n\n", events: ["a"]),
        Case(testDescription: "a mark alone in its line", stream: "\u{FEFF}\ndata: a\n\n", events: ["a"]),
        Case(testDescription: "wide characters", stream: "data: né 漢 👩‍🚀\n\n", events: ["né 漢 👩‍🚀"]),
        Case(testDescription: "blank lines", stream: "\n\r\n\r\rdata: a\n\n\n\n", events: ["a"]),
        Case(testDescription: "a cut line", stream: "data: a\n\ndata: b", events: ["a"], rest: "b"),
        Case(testDescription: "a cut event", stream: "data: a\ndata: b\n", events: [], rest: "a\nb"),
        Case(testDescription: "nothing", stream: "", events: []),
    ]

    @Test(arguments: cases)
    func givesTheSameWhereverTheBytesAreSplit(_ test: Case) {
        let bytes = Array(test.stream.utf8)
        for split in 0...bytes.count {
            var decoder = EventStreamDecoder()
            let events = decoder.push(Array(bytes[..<split])) + decoder.push(Array(bytes[split...]))
            #expect(events == test.events, "split at \(split)")
            #expect(decoder.finish() == test.rest, "split at \(split)")
        }
        var decoder = EventStreamDecoder()
        #expect(bytes.flatMap { decoder.push([$0]) } == test.events)
        #expect(decoder.finish() == test.rest)
    }

    @Test(arguments: [
        "data: 123456789012345\n\n", "data: 123\ndata: 456789\ndata: x\n\n", ": 12345678901234567890\ndata: a\n\n",
        "data: 1234567890\ndata: 1\ndata: 2\n\n",
    ])
    func leavesOutWhatIsTooLarge(stream: String) {
        var decoder = EventStreamDecoder(limit: 16)
        #expect(decoder.push(Array((stream + "data: next\n\n").utf8)) == ["next"])
        #expect(decoder.droppedCount == 1)
    }

    @Test func holdsNoMoreThanItsLimit() {
        var decoder = EventStreamDecoder(limit: 1000)
        for _ in 0..<1000 { #expect(decoder.push(Array(repeating: 0x61, count: 1000)).isEmpty) }
        #expect(decoder.push(Array("\n\ndata: a\n\n".utf8)) == ["a"])
    }
}
