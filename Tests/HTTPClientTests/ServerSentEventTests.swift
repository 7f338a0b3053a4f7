import Testing

@testable import HTTPClient

@Suite struct ServerSentEventTests {
    struct Row: CustomTestStringConvertible {
        var label: String
        var stream: String
        var events: [String]
        var names: [String?] = []
        var testDescription: String { label }
    }

    static let rows = [
        Row(label: "line feeds", stream: "data: a\n\ndata: b\n\n", events: ["a", "b"]),
        Row(label: "carriage returns and line feeds", stream: "data: a\r\n\r\ndata: b\r\n\r\n", events: ["a", "b"]),
        Row(label: "carriage returns alone", stream: "data: a\r\rdata: b\r\r", events: ["a", "b"]),
        Row(label: "mixed line ends", stream: "data: a\r\n\ndata: b\n\r\n", events: ["a", "b"]),
        Row(label: "comments", stream: ": ping\n\n:\ndata: a\n: x\n\n", events: ["a"]),
        Row(label: "several lines of data", stream: "data: a\ndata:\ndata:b\n\n", events: ["a\n\nb"]),
        Row(label: "no blank after the colon", stream: "data:a\n\n", events: ["a"]),
        Row(label: "only one blank is dropped", stream: "data:  a\n\n", events: [" a"]),
        Row(label: "no colon", stream: "data\n\n", events: [""]),
        Row(
            label: "names and other fields", stream: "event: x\nid: 7\nretry: 9\ndata: a\n\ndata: b\n\n",
            events: ["a", "b"], names: ["x", nil]),
        Row(label: "events without data", stream: "event: x\n\ndata: a\n\n", events: ["a"], names: [nil]),
        Row(label: "blank lines", stream: "\n\n\n\r\n", events: []),
        Row(label: "beyond ASCII", stream: "data: 日本🦓\n\n", events: ["日本🦓"]),
        Row(label: "an end without a blank line", stream: "data: a\n\ndata: b\n", events: ["a", "b"]),
        Row(label: "an end within a line", stream: "data: a\n\ndata: [DONE]", events: ["a", "[DONE]"]),
        Row(label: "nothing", stream: "", events: []),
    ]

    /// Cuts the stream in two at every byte, and into single bytes.
    @Test(arguments: rows)
    func cutsAnywhere(_ row: Row) throws {
        let bytes = Array(row.stream.utf8)
        for cut in 0...bytes.count {
            var decoder = ServerSentEventDecoder()
            var events = try decoder.push(bytes[..<cut])
            events += try decoder.push(bytes[cut...])
            if let last = decoder.finish() { events.append(last) }
            #expect(events.map(\.text) == row.events)
            if !row.names.isEmpty { #expect(events.map(\.name) == row.names) }
        }
        var decoder = ServerSentEventDecoder()
        var events = try bytes.flatMap { try decoder.push([$0]) }
        if let last = decoder.finish() { events.append(last) }
        #expect(events.map(\.text) == row.events)
    }

    @Test func tellsAnEventAsSoonAsItIsComplete() throws {
        var decoder = ServerSentEventDecoder()
        #expect(try decoder.push("data: a\n".utf8).isEmpty)
        #expect(try decoder.push("\n".utf8).map(\.text) == ["a"])
    }

    @Test(arguments: ["data: 123456789", "data: 1234\ndata: 56789\n"])
    func refusesEndlessEvents(_ stream: String) throws {
        var decoder = ServerSentEventDecoder(limit: 12)
        _ = try decoder.push("data: 123\n\n".utf8)
        #expect(throws: ServerSentEventDecoder.TooLong.self) { try decoder.push(stream.utf8) }
    }
}
