import Testing

@testable import Repository

@Suite("Protobuf's text format")
struct TextProtoTests {
    @Test(
        "A value is read as the format writes it",
        arguments: [
            ("decimal", "12", .integer(12)),
            ("largest", "18446744073709551615", .integer(.max)),
            ("beyond 64 bits", "18446744073709551616", .float(18_446_744_073_709_551_616)),
            ("hexadecimal", "0xFf", .integer(255)),
            ("octal", "017", .integer(15)),
            ("zero", "0", .integer(0)),
            ("negative", "-3", .negative(-3)),
            ("negative after a space", "- 3", .negative(-3)),
            ("smallest", "-9223372036854775808", .negative(.min)),
            ("fraction", "1.5", .float(1.5)),
            ("no whole part", ".5", .float(0.5)),
            ("no fraction", "5.", .float(5)),
            ("suffix", "2f", .float(2)),
            ("exponent", "1e3", .float(1000)),
            ("signed exponent", "25E-1F", .float(2.5)),
            ("negative infinity", "-inf", .float(-.infinity)),
            ("negative fraction", "-0.25", .float(-0.25)),
            ("too large", "1e309", .identifier("inf")),
            ("too large and negative", "-1e309", .float(-.infinity)),
            ("negative nan", "-nan", .identifier("nan")),
            ("word", "inf", .identifier("inf")),
            ("enum", "VLM_CB", .identifier("VLM_CB")),
            ("double quotes", #""a 'b' c""#, .string("a 'b' c")),
            ("single quotes", #"'{"a":1}'"#, .string(#"{"a":1}"#)),
            ("escapes", #""\a\b\f\n\r\t\v\?\\\'\"""#, .string("\u{7}\u{8}\u{c}\n\r\t\u{b}?\\'\"")),
            ("octal escapes", #""\101\0602""#, .string("A02")),
            ("hex escapes", #""\x41\xc3\xA9""#, .string("Aé")),
            ("unicode escapes", #""\u00e9\U0001F600\ud83d\ude00""#, .string("é😀😀")),
            ("not UTF-8", #""\377\x1""#, .bytes([0xFF, 1])),
            ("side by side", "\"a\" 'b' # why\n \"c\"", .string("abc")),
            ("empty", "''", .string("")),
            ("braces", "{ a: 1 }", .message(TextProtoMessage([TextProtoField("a", .integer(1))]))),
            ("angles", "< a: 1 >", .message(TextProtoMessage([TextProtoField("a", .integer(1))]))),
        ] as [(String, String, TextProtoValue)])
    func value(label: String, text: String, expected: TextProtoValue) throws {
        let document = try TextProtoDocument(parsing: "x: \(text)")
        #expect(document.message.fields == [TextProtoField("x", expected)])
        let again = try TextProtoDocument(parsing: document.written)
        #expect(again.written == document.written)
        #expect(again.message == document.message)
    }

    @Test("Numbers that words stand for")
    func words() throws {
        let values = try TextProtoDocument(parsing: "x: [inf, Infinity, -INF, nan, -nan, true, word]").message.fields
            .map(\.value)
        #expect(values.map(\.doubleValue?.isInfinite) == [true, true, true, false, false, nil, nil])
        #expect(values.map(\.doubleValue?.isNaN) == [false, false, false, true, true, nil, nil])
    }

    @Test("Separators and colons may be left out, and lists repeat their field")
    func loose() throws {
        let loose = try TextProtoDocument(
            parsing: """
                a { b: 1, c: 2; } a:{b:1 c:2}a<b:1,c:2>
                d: [1, 2, 'x'] e: [] f [{ g: 1 }, < g: 2 >] # end
                """)
        let strict = try TextProtoDocument(
            parsing: """
                a { b: 1 c: 2 }
                a { b: 1 c: 2 }
                a { b: 1 c: 2 }
                d: 1
                d: 2
                d: "x"
                f { g: 1 }
                f { g: 2 }
                """)
        #expect(loose.message == strict.message)
        #expect(try TextProtoDocument(parsing: loose.written).message == loose.message)
    }

    @Test(
        "Names in brackets may hold spaces and comments",
        arguments: [
            ("[a.b]", "a.b", "[a.b]"),
            ("[ type.googleapis.com / mediapipe.X ]", "mediapipe.X", "[type.googleapis.com / mediapipe.X]"),
            ("[my-host.org/#c\nx . Y]", "x.Y", "[my-host.org / x.Y]"),
        ])
    func brackets(text: String, type: String, written: String) throws {
        let field = try #require(try TextProtoDocument(parsing: "\(text) { a: 1 }").message.fields.first)
        #expect(field.name.typeName.map(String.init) == type)
        #expect(field.name.description == written)
    }

    @Test("The head's comments are kept; others are not part of the message")
    func comments() throws {
        let document = try TextProtoDocument(parsing: "\u{FEFF}# one\r\n\r\n  #two\r\na: 1 # three\r\n# four\r\nb: 2")
        #expect(document.headComments == ["# one", "#two"])
        #expect(document.written == "# one\n#two\na: 1\nb: 2\n")
        #expect(document.message.first("b")?.source?.position == TextProtoPosition(line: 6, column: 1))
    }

    @Test("A nested message is written with a field per line")
    func writing() throws {
        let message = TextProtoMessage([
            TextProtoField(
                "a",
                .message(TextProtoMessage([TextProtoField("b", .string("x\"\u{1}")), TextProtoField("c", .float(1))]))),
            TextProtoField(.bracketed("t.org/x.Y"), .bytes([0xFF, 0x41])),
            TextProtoField("d", .string("'\"")),
        ])
        #expect(
            message.written == #"""
                a {
                  b: 'x"\001'
                  c: 1.0
                }
                [t.org / x.Y]: "\377A"
                d: "'\""

                """#)
        #expect(try TextProtoDocument(parsing: message.written).message == message)
    }

    @Test(
        "An error says where it is and what was expected",
        arguments: [
            ("a: 1\n  b 2", 2, 5, "expected ':' or '{' after 'b', found '2'"),
            ("a {\n b: 1", 2, 6, "expected a field's name or '}', found the end of the file"),
            ("a: 1 }", 1, 6, "expected a field's name or the end of the file, found '}'"),
            ("a < b: 1 }", 1, 10, "expected a field's name or '>', found '}'"),
            ("a: ", 1, 4, "expected a value of 'a', found the end of the file"),
            ("a: ,", 1, 4, "expected a value of 'a', found ','"),
            ("a: \u{1}", 1, 4, "expected a value of 'a', found byte 0x1"),
            ("a: -x", 1, 5, "expected a number, inf or nan after '-', found 'x'"),
            ("a: 12ab", 1, 6, "expected the end of the number, found 'ab'"),
            ("a: 1.2.3", 1, 7, "expected the end of the number, found '.'"),
            ("a: 1e", 1, 6, "expected a digit of the exponent, found the end of the file"),
            ("a: .", 1, 5, "expected a digit, found the end of the file"),
            ("a: 0x", 1, 6, "expected a digit, found the end of the file"),
            ("a: 09", 1, 4, "'09' is no octal number of 64 bits, and a leading 0 makes it one"),
            ("a: 01.5", 1, 4, "a number with a fraction must not begin with 0 and a digit"),
            ("a: 0x11111111111111111", 1, 4, "'11111111111111111' exceeds 64 bits"),
            ("a: 'b\nc'", 1, 4, "the string does not end on its line"),
            ("a: \"b", 1, 4, "the string does not end"),
            (#"a: "\q""#, 1, 6, #"expected a known escape after \, found 'q'"#),
            (#"a: "\400""#, 1, 5, #"expected an octal escape up to \377"#),
            (#"a: "\u12""#, 1, 9, #"expected four hex digits after \u, or eight after \U, found '"'"#),
            (#"a: "\ud800x""#, 1, 5, "expected an escape that is a Unicode character"),
            (#"a: "\U00110000""#, 1, 5, "expected an escape that is a Unicode character"),
            ("a: [1 2]", 1, 7, "expected ',' or ']' in the list of 'a', found '2'"),
            ("[a b]: 1", 1, 4, "expected '.', '/' or ']', found 'b'"),
            ("[]: 1", 1, 3, "expected the name of an extension or a type in the brackets"),
            ("[a!b]: 1", 1, 3, "expected '.', '/' or ']', found '!'"),
            ("[!]: 1", 1, 2, "expected a name or ']', found '!'"),
            ("7: 1", 1, 1, "expected a field's name or the end of the file, found '7'"),
        ])
    func failure(text: String, line: Int, column: Int, message: String) {
        #expect(throws: TextProtoError(message: message, position: TextProtoPosition(line: line, column: column))) {
            try TextProtoDocument(parsing: text)
        }
    }

    @Test("Depth and size are bounded")
    func limits() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "a{", count: depth) + String(repeating: "}", count: depth)
        }
        _ = try TextProtoDocument(parsing: nested(64))
        #expect(throws: TextProtoError.self) { try TextProtoDocument(parsing: nested(65)) }
        #expect(throws: TextProtoError.self) { try TextProtoDocument(parsing: String(repeating: "a{", count: 400_000)) }
        #expect(throws: TextProtoError.self) {
            try TextProtoDocument(parsing: "a: 12345", limits: TextProtoLimits(bytes: 7))
        }
    }
}
