extension JSONValue {
    /// Reads one JSON document in UTF-8, as Python's `json.loads` does: `NaN` and `Infinity` are numbers, and of
    /// equal keys the last wins. Half of a surrogate pair, which no UTF-8 text can hold, becomes U+FFFD.
    public init(parsing bytes: some Sequence<UInt8>, limits: JSONLimits = JSONLimits()) throws(JSONError) {
        var parser = JSONParser(bytes: Array(bytes), limits: limits)
        self = try parser.parse()
    }

    public init(parsing text: String, limits: JSONLimits = JSONLimits()) throws(JSONError) {
        try self.init(parsing: text.utf8, limits: limits)
    }
}

/// Keeps open containers in a list of its own rather than on the thread's stack, so depth costs only memory.
struct JSONParser {
    let bytes: [UInt8]
    let limits: JSONLimits
    var position = 0

    /// The container being filled; `key` is set while a member waits for its value.
    private struct Open {
        var isObject: Bool
        var items: [JSONValue] = []
        var object = JSONObject()
        var key = ""

        var isEmpty: Bool { isObject ? object.isEmpty : items.isEmpty }
        var value: JSONValue { isObject ? .object(object) : .array(items) }

        mutating func add(_ value: JSONValue) {
            if isObject { object[key] = value } else { items.append(value) }
        }
    }

    init(bytes: [UInt8], limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func parse() throws(JSONError) -> JSONValue {
        guard bytes.count <= limits.bytes else { throw failure("The document exceeds \(limits.bytes) bytes") }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        let value = try parseDocument()
        skipSpace()
        guard position == bytes.count else { throw failure("Unexpected text after the document") }
        return value
    }

    private mutating func parseDocument() throws(JSONError) -> JSONValue {
        var outer: [Open] = []
        var current: Open?
        while true {
            skipSpace()
            var finished: JSONValue
            if let byte = peek(), byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                guard outer.count + (current == nil ? 0 : 1) < limits.depth else {
                    throw failure("More than \(limits.depth) nested levels")
                }
                position += 1
                if let enclosing = current { outer.append(enclosing) }
                current = Open(isObject: byte == UInt8(ascii: "{"))
                guard try closes(&current) else { continue }
                finished = current?.value ?? .null
                current = outer.popLast()
            } else {
                finished = try parseScalar()
            }
            while true {
                guard current != nil else { return finished }
                current?.add(finished)
                guard try closes(&current) else { break }
                finished = current?.value ?? .null
                current = outer.popLast()
            }
        }
    }

    /// Reads on to the next value: past `,` and a key. True when the container ends here instead.
    private mutating func closes(_ open: inout Open?) throws(JSONError) -> Bool {
        guard let isObject = open?.isObject, let isEmpty = open?.isEmpty else { return false }
        skipSpace()
        if peek() == UInt8(ascii: isObject ? "}" : "]") {
            position += 1
            return true
        }
        if !isEmpty {
            guard peek() == UInt8(ascii: ",") else {
                throw failure("Expected ',' or '\(isObject ? "}" : "]")'")
            }
            position += 1
            skipSpace()
        }
        guard isObject else { return false }
        guard peek() == UInt8(ascii: "\"") else { throw failure("Expected a key in double quotes") }
        open?.key = try parseString()
        skipSpace()
        guard peek() == UInt8(ascii: ":") else { throw failure("Expected ':' after the key") }
        position += 1
        return false
    }

    private mutating func parseScalar() throws(JSONError) -> JSONValue {
        switch peek() {
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "N"): return try literal("NaN", .double(.nan))
        case UInt8(ascii: "I"): return try literal("Infinity", .double(.infinity))
        case .some(UInt8(ascii: "-")), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return try parseNumber()
        case nil: throw failure("Unexpected end, expected a value")
        default: throw failure("Expected a value")
        }
    }

    mutating func literal(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let matches = word.withUTF8Buffer { bytes[position...].starts(with: $0) }
        guard matches else { throw failure("Expected a value") }
        position += word.utf8CodeUnitCount
        return value
    }

    func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    func failure(_ message: String, at place: Int? = nil) -> JSONError {
        let before = bytes.prefix(place ?? position)
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let line = before.reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
        return JSONError(message: message, line: line, column: before.count - lineStart + 1)
    }
}
