/// Cuts a text into its tokens. Every method that reads a token leaves the position right behind it.
struct TextProtoScanner {
    let bytes: [UInt8]
    private(set) var position = 0
    private var line = 1
    private var lineStart = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            position = 3
            lineStart = 3
        }
    }

    var place: TextProtoPosition { TextProtoPosition(line: line, column: position - lineStart + 1) }
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }
    var isAtNumber: Bool { next.map { $0.isDigit || $0 == UInt8(ascii: ".") } ?? false }

    func failure(_ message: String) -> TextProtoError { TextProtoError(message: message, position: place) }

    func expected(_ what: String) -> TextProtoError { failure("expected \(what), found \(found)") }

    /// What stands here, for an error.
    private var found: String {
        guard let byte = next else { return "the end of the file" }
        if byte.isIdentifierPart {
            return "'\(ascii(bytes[position...].prefix(32).prefix(while: \.isIdentifierPart)))'"
        }
        if byte < 0x20 || byte >= 0x7F { return "byte 0x" + String(byte, radix: 16) }
        return "'\(Character(Unicode.Scalar(byte)))'"
    }

    private func ascii(_ slice: some Collection<UInt8>) -> String { String(decoding: slice, as: UTF8.self) }

    mutating func advance() { position += 1 }

    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool { take(UInt8(ascii: character)) }

    /// Past spaces and comments.
    mutating func skipSpace() {
        while let byte = next {
            switch byte {
            case 0x0A: startLine()
            case 0x20, 0x09, 0x0B, 0x0C, 0x0D: position += 1
            case UInt8(ascii: "#"): skipComment()
            default: return
            }
        }
    }

    private mutating func startLine() {
        position += 1
        line += 1
        lineStart = position
    }

    private mutating func skipComment() {
        while let byte = next, byte != 0x0A { position += 1 }
    }

    /// The comments up to the first token.
    mutating func headComments() -> [String] {
        var comments: [String] = []
        while let byte = next {
            switch byte {
            case 0x0A: startLine()
            case 0x20, 0x09, 0x0B, 0x0C, 0x0D: position += 1
            case UInt8(ascii: "#"):
                let start = position
                skipComment()
                let text = bytes[start..<position]
                comments.append(ascii(text.last == 0x0D ? text.dropLast() : text))
            default: return comments
            }
        }
        return comments
    }

    /// Runs a look-ahead, and goes back unless it says that it found something.
    mutating func attempt(_ look: (inout Self) -> Bool) -> Bool {
        let (position, line, lineStart) = (position, self.line, self.lineStart)
        if look(&self) { return true }
        (self.position, self.line, self.lineStart) = (position, line, lineStart)
        return false
    }

    mutating func identifier(_ what: String) throws(TextProtoError) -> String {
        guard let byte = next, byte.isIdentifierPart, !byte.isDigit else { throw expected(what) }
        return word()
    }

    /// Letters, digits and underscores; may be empty.
    mutating func word() -> String {
        let start = position
        while let byte = next, byte.isIdentifierPart { position += 1 }
        return ascii(bytes[start..<position])
    }

    private mutating func digits(_ isDigit: (UInt8) -> Bool = \.isDigit) -> Range<Int> {
        let start = position
        while let byte = next, isDigit(byte) { position += 1 }
        return start..<position
    }

    /// A number without its sign.
    mutating func number() throws(TextProtoError) -> TextProtoValue {
        let start = place
        let first = position
        if take("0"), take("x") || take("X") {
            let range = digits(\.isHexDigit)
            return try integer(of: range, radix: 16, from: start)
        }
        position = first
        let whole = digits()
        var isInteger = true
        var end = whole.upperBound
        if take(".") {
            isInteger = false
            guard !digits().isEmpty || !whole.isEmpty else { throw expected("a digit") }
            end = position
        }
        if take("e") || take("E") {
            isInteger = false
            if !take("+") { _ = take("-") }
            guard !digits().isEmpty else { throw expected("a digit of the exponent") }
            end = position
        }
        if take("f") || take("F") { isInteger = false }
        let isOctal = whole.count > 1 && bytes[whole.lowerBound] == UInt8(ascii: "0")
        if isInteger { return try integer(of: whole, radix: isOctal ? 8 : 10, from: start) }
        try endNumber()
        guard !isOctal, let value = Double(ascii(bytes[first..<end])) else {
            throw TextProtoError(message: "a number with a fraction must not begin with 0 and a digit", position: start)
        }
        return TextProtoValue(read: value)
    }

    private func integer(
        of range: Range<Int>, radix: Int, from start: TextProtoPosition
    ) throws(TextProtoError) -> TextProtoValue {
        let text = ascii(bytes[range])
        guard !text.isEmpty else { throw expected("a digit") }
        try endNumber()
        if let value = UInt64(text, radix: radix) { return .integer(value) }
        if radix == 10, let value = Double(text) { return TextProtoValue(read: value) }
        let complaint = radix == 8 ? "is no octal number of 64 bits, and a leading 0 makes it one" : "exceeds 64 bits"
        throw TextProtoError(message: "'\(text.prefix(32))' \(complaint)", position: start)
    }

    private func endNumber() throws(TextProtoError) {
        guard let byte = next, byte.isIdentifierPart || byte == UInt8(ascii: ".") else { return }
        throw expected("the end of the number")
    }
}

extension UInt8 {
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    var isHexDigit: Bool { hexValue != nil }

    var hexValue: UInt32? {
        guard self < 0x80 else { return nil }
        return Character(Unicode.Scalar(self)).hexDigitValue.map(UInt32.init)
    }

    /// A digit, a letter or an underscore.
    var isIdentifierPart: Bool {
        isDigit || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) || self == UInt8(ascii: "_")
    }
}
