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
