extension TextProtoDocument {
    package init(
        parsing bytes: some Sequence<UInt8>, limits: TextProtoLimits = TextProtoLimits()
    ) throws(TextProtoError) {
        var parser = TextProtoParser(bytes: Array(bytes), limits: limits)
        self = try parser.document()
    }

    package init(parsing text: String, limits: TextProtoLimits = TextProtoLimits()) throws(TextProtoError) {
        try self.init(parsing: text.utf8, limits: limits)
    }
}

/// Reads any message of protobuf's text format. It recurses as deep as the limits allow, no deeper.
struct TextProtoParser {
    private var scanner: TextProtoScanner
    private let limits: TextProtoLimits

    init(bytes: [UInt8], limits: TextProtoLimits) {
        scanner = TextProtoScanner(bytes: bytes)
        self.limits = limits
    }

    mutating func document() throws(TextProtoError) -> TextProtoDocument {
        guard scanner.bytes.count <= limits.bytes else {
            throw scanner.failure("the file exceeds \(limits.bytes) bytes")
        }
        let comments = scanner.headComments()
        return TextProtoDocument(headComments: comments, message: try message(until: nil, depth: 0))
    }

    /// The fields up to the closing brace, or up to the end of the file.
    private mutating func message(until close: UInt8?, depth: Int) throws(TextProtoError) -> TextProtoMessage {
        guard depth <= limits.depth else { throw scanner.failure("more than \(limits.depth) nested messages") }
        let start = scanner.position
        var message = TextProtoMessage()
        scanner.skipSpace()
        while scanner.next != close {
            message.fields += try field(depth: depth, close: close)
        }
        message.body = start..<scanner.position
        scanner.advance()
        return message
    }

    /// One field, or as many as its list holds.
    private mutating func field(depth: Int, close: UInt8?) throws(TextProtoError) -> [TextProtoField] {
        let (place, start) = (scanner.place, scanner.position)
        let name = try name(close: close)
        scanner.skipSpace()
        let hasColon = scanner.take(":")
        scanner.skipSpace()
        let valueStart = scanner.position
        let values =
            scanner.take("[")
            ? try list(of: name, depth: depth) : [try value(of: name, hasColon: hasColon, depth: depth)]
        let value = valueStart..<scanner.position
        scanner.skipSpace()
        let hasSeparator = scanner.take(",") || scanner.take(";")
        let end = hasSeparator ? scanner.position : value.upperBound
        scanner.skipSpace()
        let source = TextProtoSource(position: place, statement: start..<end, value: value)
        return values.map { value in
            var field = TextProtoField(name, value)
            field.source = source
            return field
        }
    }

    private mutating func name(close: UInt8?) throws(TextProtoError) -> TextProtoName {
        guard scanner.take("[") else {
            let end = close.map { "'\(Character(Unicode.Scalar($0)))'" } ?? "the end of the file"
            return .field(try scanner.identifier("a field's name or \(end)"))
        }
        var text = ""
        while true {
            scanner.skipSpace()
            if scanner.take("]") { break }
            if let mark = Self.nameMarks.first(where: { scanner.take($0) }) {
                text.unicodeScalars.append(mark)
            } else {
                text += try nameWord(after: text.unicodeScalars.last)
            }
        }
        guard let last = text.unicodeScalars.last, !Self.nameMarks.contains(last) else {
            throw scanner.failure("expected the name of an extension or a type in the brackets")
        }
        return .bracketed(text)
    }

    private static let nameMarks: [Unicode.Scalar] = [".", "/", "-"]

    private mutating func nameWord(after last: Unicode.Scalar?) throws(TextProtoError) -> String {
        guard last.map(Self.nameMarks.contains) ?? true else { throw scanner.expected("'.', '/' or ']'") }
        guard scanner.next?.isIdentifierPart == true else { throw scanner.expected("a name or ']'") }
        return scanner.word()
    }

    private mutating func list(of name: TextProtoName, depth: Int) throws(TextProtoError) -> [TextProtoValue] {
        var values: [TextProtoValue] = []
        scanner.skipSpace()
        if scanner.take("]") { return values }
        while true {
            values.append(try value(of: name, hasColon: true, depth: depth))
            scanner.skipSpace()
            if scanner.take("]") { return values }
            guard scanner.take(",") else { throw scanner.expected("',' or ']' in the list of '\(name)'") }
            scanner.skipSpace()
        }
    }

    private mutating func value(
        of name: TextProtoName, hasColon: Bool, depth: Int
    ) throws(TextProtoError) -> TextProtoValue {
        if scanner.take("{") { return .message(try message(until: UInt8(ascii: "}"), depth: depth + 1)) }
        if scanner.take("<") { return .message(try message(until: UInt8(ascii: ">"), depth: depth + 1)) }
        guard hasColon else { throw scanner.expected("':' or '{' after '\(name)'") }
        if scanner.isAtQuote { return try scanner.string() }
        if scanner.isAtNumber { return try scanner.number() }
        if scanner.take("-") { return try negative() }
        return .identifier(try scanner.identifier("a value of '\(name)'"))
    }

    private mutating func negative() throws(TextProtoError) -> TextProtoValue {
        scanner.skipSpace()
        guard scanner.isAtNumber else {
            let failure = scanner.expected("a number, inf or nan after '-'")
            guard let number = TextProtoValue.number(named: scanner.word()) else { throw failure }
            return TextProtoValue(read: -number)
        }
        let number = try scanner.number()
        guard let magnitude = number.unsignedValue else { return .float(-(number.doubleValue ?? 0)) }
        if magnitude == 0 { return .float(-0.0) }
        guard magnitude <= 1 << 63 else { return .float(-Double(magnitude)) }
        return .negative(Int64(truncatingIfNeeded: 0 &- magnitude))
    }
}
