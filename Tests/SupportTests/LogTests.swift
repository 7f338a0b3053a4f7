import Testing

@testable import Support

@Suite struct LogTests {
    private func line(_ message: String, _ fields: JSONObject = [:]) -> LogLine {
        LogLine(
            level: .warning, message: message, fields: fields,
            time: LogTime(seconds: 1_770_091_506, milliseconds: 7))
    }

    @Test func plainLinesAreAsCommandsShowThem() {
        #expect(line("no room").text(.plain) == "warning: no room")
        #expect(line("no room", ["id": "a", "count": 3]).text(.plain) == "warning: no room id=a count=3")
    }

    @Test func textLinesBeginWithTheLocalTime() throws {
        let text = line("request", ["id": "a b", "ok": true, "none": nil, "share": 0.5]).text(.text)
        let stamp = try #require(text.wholeMatch(of: /(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) warning (.*)/))
        #expect(stamp.1.hasPrefix("2026-02-0"))
        #expect(stamp.2 == "request id=\"a b\" ok=true none=null share=0.5")
    }

    @Test func jsonLinesAreObjects() throws {
        let text = line("request", ["id": "a\"b", "count": 3, "level": "forged", "time": 0]).text(.json)
        let object = try JSONValue(parsing: text)
        #expect(text.hasPrefix(#"{"time":"2026-02-03T04:05:06.007Z","level":"warning","message":"request","#))
        #expect(object["id"]?.stringValue == "a\"b")
        #expect(object["count"]?.intValue == 3)
        #expect(object.objectValue?.count == 5)
    }

    static let hostile: [String] = [
        "a\nwarning: forged", "a\r\nb", "\u{1b}[2J\u{1b}[31mred", "\u{9b}31m", "bell\u{7}", "null\u{0}", "del\u{7f}",
        "line\u{2028}separator", "para\u{2029}graph", "\u{202e}turned", "\u{2066}isolated", "next\u{85}line",
        "tab\tbed",
    ]

    @Test(arguments: hostile, Log.Format.allCases)
    func nothingFromOutsideEndsALineOrReachesTheTerminal(text: String, format: Log.Format) {
        for written in [
            line(text).text(format), line("m", ["v": .string(text), text: 1, "a": [.string(text)]]).text(format),
        ] {
            let isClean = written.unicodeScalars.allSatisfy { scalar in
                scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value)
                    && ![0x2028, 0x2029, 0x202E, 0x2066].contains(scalar.value)
            }
            #expect(isClean, "\(written)")
        }
    }

    @Test(arguments: hostile)
    func jsonLinesGiveBackWhatWasLogged(text: String) throws {
        #expect(try JSONValue(parsing: line("m", ["v": .string(text)]).text(.json))["v"]?.stringValue == text)
    }

    @Test(arguments: [
        ("a", "a"), ("", "\"\""), ("a b", "\"a b\""), ("id=forged", "\"id=forged\""),
        ("say \"hi\"", "\"say \\\"hi\\\"\""),
        ("Grüße", "Grüße"), ("a\nb c", "\"a\\nb c\""),
    ])
    func valuesThatCouldBeMistakenAreQuoted(value: String, shown: String) {
        #expect(line("m", ["v": .string(value)]).text(.plain) == "warning: m v=\(shown)")
    }

    @Test func longValuesAreCutBetweenCharacters() {
        let long = String(repeating: "ä", count: 10_000)
        let cut = LogLine.cut(long)
        #expect(cut.hasPrefix("ää"))
        #expect(cut.hasSuffix("ä… (11808 bytes more)"))
        #expect(LogLine.cut("äöü", to: 3) == "ä… (4 bytes more)")
        #expect(LogLine.cut("abc", to: 3) == "abc")
        for format in Log.Format.allCases {
            #expect(line(long, ["v": .string(long), "w": [.string(long)]]).text(format).utf8.count < 60_000)
        }
    }

    @Test(arguments: [
        (0, 0, "1970-01-01T00:00:00.000Z"), (951_782_400, 5, "2000-02-29T00:00:00.005Z"),
        (4_102_444_799, 999, "2099-12-31T23:59:59.999Z"), (-1, 0, "1969-12-31T23:59:59.000Z"),
    ])
    func timesAreWritten(seconds: Int, milliseconds: Int, text: String) {
        #expect(LogTime(seconds: seconds, milliseconds: milliseconds).rfc3339 == text)
    }

    @Test func nothingIsComputedForLinesThatAreNotShown() {
        var calls = 0
        func message() -> String {
            calls += 1
            return "never seen"
        }
        // The level is the process's; no test changes it, and debug lies below the default.
        Log.event(.debug, message(), ["text": .string(message())])
        #expect(calls == 0)
    }
}
