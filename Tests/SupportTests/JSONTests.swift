import Foundation
import Support
import Testing

@Suite("JSON that keeps order and number kinds")
struct JSONTests {
    @Test(
        "reads and writes back as Python does",
        arguments: [
            ("{\"b\":1,\"a\":[]}", "{\"b\": 1, \"a\": []}"),
            ("{\"a\":1,\"b\":2,\"a\":3}", "{\"a\": 3, \"b\": 2}"),
            (
                "[1.0,-0,-0.0,1e5,1e-5,1e16,9007199254740993,0.1]",
                "[1.0, 0, -0.0, 100000.0, 1e-05, 1e+16, 9007199254740993, 0.1]"
            ),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            ("[NaN,Infinity,-Infinity,1e400]", "[NaN, Infinity, -Infinity, Infinity]"),
            ("\"\\u00e9\\ud83d\\ude00\\n\\/\"", "\"é😀\\n/\""),
            ("\"a\\ud83db\\udc00\"", "\"a\u{FFFD}b\u{FFFD}\""),
            ("\u{FEFF} [ null , true , false ] ", "[null, true, false]"),
            ("[[[]],{}]", "[[[]], {}]"),
            ("{\"\":{\"x\":[{}]}}", "{\"\": {\"x\": [{}]}}"),
        ])
    func roundTrip(source: String, expected: String) throws {
        #expect(try JSONValue(parsing: source).written(as: .python) == expected)
    }

    @Test(
        "says what is wrong, and where",
        arguments: [
            ("", 1, 1), ("[1,]", 1, 4), ("{\"a\" 1}", 1, 6), ("[1\n 2]", 2, 2), ("01", 1, 2), ("1.", 1, 3),
            ("\"a", 1, 1), ("\"\\x\"", 1, 2), ("\"\t\"", 1, 2), ("tru", 1, 1), ("[] []", 1, 4), ("{1:2}", 1, 2),
            ("[", 1, 2), ("{\"a\":", 1, 6), ("-", 1, 2), ("1e", 1, 3), ("\"\\u12g4\"", 1, 2), ("]", 1, 1),
        ])
    func refusals(source: String, line: Int, column: Int) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: source) }
        #expect(error.map { [$0.line, $0.column] } == [line, column])
    }

    @Test("refuses bytes that are not UTF-8")
    func invalidUTF8() {
        #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22, 0xC3, 0x28, 0x22]) }
    }

    @Test("bounds depth and size without using the stack")
    func limits() throws {
        let deep = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
        #expect(try JSONValue(parsing: deep).written() == deep)
        #expect(throws: JSONError.self) { try JSONValue(parsing: "[" + deep + "]") }
        #expect(throws: JSONError.self) { try JSONValue(parsing: String(repeating: "[", count: 1_000_000)) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: "[1, 2]", limits: JSONLimits(bytes: 5)) }
    }

    @Test("walks the deepest document on a small stack", arguments: [("[", "]"), ("{\"a\":", "}")])
    func deepDocument(opening: String, closing: String) async throws {
        let text = String(repeating: opening, count: 512) + "1" + String(repeating: closing, count: 512)
        let isSame = await withCheckedContinuation { continuation in
            let thread = Thread {
                let values = (try? JSONValue(parsing: text), try? JSONValue(parsing: text))
                let isSame = values.0 == values.1 && values.0?.hashValue == values.1?.hashValue
                continuation.resume(returning: isSame && values.0?.written() == text)
            }
            thread.stackSize = 512 << 10
            thread.start()
        }
        #expect(isSame)
    }

    @Test("damaged documents are refused or read, and never crash")
    func mutations() throws {
        let source = Array(
            "{\"a\": [1, -2.5e3, \"x\\u00e9\\ud83d\\ude00\", null, true], \"b\": {\"c\": [[], {}]}}".utf8)
        var state: UInt64 = 7
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        var readable = 0
        for _ in 0..<5000 {
            var bytes = source
            for _ in 0...random(3) {
                switch random(3) {
                case 0: bytes[random(bytes.count)] ^= 1 << UInt8(random(8))
                case 1: bytes.removeLast(random(bytes.count / 4 + 1))
                default: bytes.insert(Array("{}[],:\"\\-0.eE".utf8)[random(13)], at: random(bytes.count))
                }
                if bytes.isEmpty { bytes = source }
            }
            guard let value = try? JSONValue(parsing: bytes) else { continue }
            readable += 1
            #expect(try JSONValue(parsing: value.written()) == value)
        }
        #expect(readable > 0)
    }

    @Test("writes with indentation, sorted keys and ASCII only")
    func formats() throws {
        let value = try JSONValue(parsing: "{\"b\": [1, {}], \"a\": \"é😀\"}")
        #expect(value.written() == "{\"b\":[1,{}],\"a\":\"é😀\"}")
        #expect(
            value.written(as: JSONFormat(indent: "  ", sortsKeys: true))
                == "{\n  \"a\": \"é😀\",\n  \"b\": [\n    1,\n    {}\n  ]\n}")
        #expect(
            value.written(as: JSONFormat(escapesNonASCII: true)) == "{\"b\": [1, {}], \"a\": \"\\u00e9\\ud83d\\ude00\"}"
        )
    }

    @Test("keeps keys apart that differ only in composition")
    func composition() throws {
        let value = try JSONValue(parsing: "{\"e\u{301}\": 1, \"\u{e9}\": 2}")
        #expect(value["e\u{301}"]?.intValue == 1)
        #expect(value["\u{e9}"]?.intValue == 2)
        #expect(JSONValue.string("e\u{301}") != JSONValue.string("\u{e9}"))
    }

    @Test("finds, replaces and removes members of large objects")
    func largeObject() {
        var object = JSONObject((0..<100).map { ("k\($0)", JSONValue.int($0)) })
        object["k50"] = nil
        object["k99"] = "last"
        #expect(object.count == 99)
        #expect(object["k50"] == nil)
        #expect(object["k51"] == 51)
        #expect(object.keys.last == "k99")
        #expect(object["k99"]?.stringValue == "last")
    }

    @Test("equality ignores order, accessors respect kinds")
    func values() {
        let value: JSONValue = ["a": 1, "b": [2.0, nil, true]]
        #expect(value == ["b": [2.0, nil, true], "a": 1])
        #expect(value["b"]?[0]?.intValue == 2)
        #expect(value["b"]?[0] != 2)
        #expect(value["b"]?[9] == nil)
        #expect(value["a"]?.doubleValue == 1)
        #expect(value["b"]?[1]?.isNull == true)
        #expect(value["b"]?[2]?.boolValue == true)
        #expect(value["a"]?.stringValue == nil)
    }

    @Test(
        "prints doubles as Python's repr",
        arguments: [
            (0.0, "0.0"), (1e15, "1000000000000000.0"), (9_999_999_999_999_998, "9999999999999998.0"), (1e16, "1e+16"),
            (1.5e300, "1.5e+300"), (0.0001, "0.0001"), (0.00001, "1e-05"), (-1.25e-7, "-1.25e-07"),
            (123456.789, "123456.789"), (.leastNonzeroMagnitude, "5e-324"),
            (.greatestFiniteMagnitude, "1.7976931348623157e+308"),
        ])
    func doubles(value: Double, expected: String) {
        #expect(value.pythonDescription == expected)
    }
}
