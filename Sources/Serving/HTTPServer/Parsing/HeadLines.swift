/// Takes the lines of a head apart. Only CRLF ends a line: parsers that also take a bare LF or CR see other lines than
/// those that do not, and that is how requests are smuggled.
struct HeadLines {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    mutating func next() throws(HTTPFailure) -> ArraySlice<UInt8>? {
        guard position < bytes.endIndex else { return nil }
        var end = position
        while end < bytes.endIndex, bytes[end] != 0x0D {
            guard Self.isAllowed(bytes[end]) else { throw Self.strayByte(bytes[end]) }
            end += 1
        }
        let line = bytes[position..<end]
        guard end < bytes.endIndex else {
            position = end
            return line
        }
        guard end + 1 < bytes.endIndex, bytes[end + 1] == 0x0A else {
            throw HTTPFailure(.badRequest, "a line of the request's head ends with CR alone; lines end with CRLF")
        }
        position = end + 2
        return line
    }

    private static func isAllowed(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7F || byte == 0x09 }

    private static func strayByte(_ byte: UInt8) -> HTTPFailure {
        byte == 0x0A
            ? HTTPFailure(.badRequest, "a line of the request's head ends with LF alone; lines end with CRLF")
            : HTTPFailure(.badRequest, "the request's head holds the control character \(byte)")
    }
}

/// One header field.
struct HeaderLine {
    let name: String
    let value: String

    init(parsing line: ArraySlice<UInt8>) throws(HTTPFailure) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
            throw HTTPFailure(.badRequest, "a header field has no colon")
        }
        let nameBytes = line[..<colon]
        guard !nameBytes.isEmpty, nameBytes.allSatisfy(\.isToken) else {
            throw HTTPFailure(
                .badRequest,
                "a header field's name is empty or holds a space or another character that names cannot have")
        }
        name = String(decoding: nameBytes, as: UTF8.self)
        value = String(decoding: line[(colon + 1)...].trimmingBlanks, as: UTF8.self)
        // Gateways turn hyphens into underscores, and may take these for the real ones.
        guard !Self.disguises.contains(name.lowercased()) else {
            throw HTTPFailure(.badRequest, "the header field \(name) must be written with a hyphen")
        }
    }

    private static let disguises: Set<String> = ["content_length", "transfer_encoding"]
}

extension UInt8 {
    /// RFC 9110's tchar.
    var isToken: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "!"), UInt8(ascii: "#")...UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^")...UInt8(ascii: "`"), UInt8(ascii: "|"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}

extension ArraySlice<UInt8> {
    var trimmingBlanks: ArraySlice<UInt8> {
        var slice = self
        while let first = slice.first, first == 0x20 || first == 0x09 { slice.removeFirst() }
        while let last = slice.last, last == 0x20 || last == 0x09 { slice.removeLast() }
        return slice
    }
}
