/// How to write JSON; the fields are those of Python's `json.dumps`, whose output this matches byte for byte.
public struct JSONFormat: Sendable {
    public var itemSeparator: String
    public var keySeparator: String
    /// What one level is indented by; nil puts everything on one line.
    public var indent: String?
    public var escapesNonASCII: Bool
    public var sortsKeys: Bool

    public init(
        itemSeparator: String? = nil, keySeparator: String = ": ", indent: String? = nil,
        escapesNonASCII: Bool = false, sortsKeys: Bool = false
    ) {
        self.itemSeparator = itemSeparator ?? (indent == nil ? ", " : ",")
        self.keySeparator = keySeparator
        self.indent = indent
        self.escapesNonASCII = escapesNonASCII
        self.sortsKeys = sortsKeys
    }

    /// No space that the grammar does not need.
    public static let compact = JSONFormat(itemSeparator: ",", keySeparator: ":")
    /// `json.dumps(value)` as Python writes it when told nothing else, but in UTF-8.
    public static let python = JSONFormat()
}

extension JSONValue {
    public func written(as format: JSONFormat = .compact) -> String {
        var writer = JSONWriter(format: format)
        writer.write(self)
        return writer.text
    }
}

/// Walks a document with its own list of open containers, so a deep one cannot exhaust the thread's stack.
struct JSONWriter {
    let format: JSONFormat
    var text = ""

    private struct Open {
        let keys: [String]?
        let values: [JSONValue]
        var next = 0
    }

    init(format: JSONFormat) { self.format = format }

    mutating func write(_ root: JSONValue) {
        var stack: [Open] = []
        if let open = begin(root) { stack.append(open) }
        while var top = stack.popLast() {
            if top.next == top.values.count {
                newLine(stack.count)
                text += top.keys == nil ? "]" : "}"
                continue
            }
            if top.next > 0 { text += format.itemSeparator }
            newLine(stack.count + 1)
            if let key = top.keys?[top.next] {
                text.appendJSONString(key, escapingNonASCII: format.escapesNonASCII)
                text += format.keySeparator
            }
            let child = top.values[top.next]
            top.next += 1
            stack.append(top)
            if let open = begin(child) { stack.append(open) }
        }
    }

    /// Writes a scalar or an empty container whole; of any other container only the opening.
    private mutating func begin(_ value: JSONValue) -> Open? {
        switch value {
        case .null: text += "null"
        case .bool(let flag): text += flag ? "true" : "false"
        case .int(let number): text += String(number)
        case .bigInteger(let digits): text += digits
        case .double(let number): text += number.jsonDescription
        case .string(let string): text.appendJSONString(string, escapingNonASCII: format.escapesNonASCII)
        case .array(let items):
            text += items.isEmpty ? "[]" : "["
            if !items.isEmpty { return Open(keys: nil, values: items) }
        case .object(let object):
            text += object.isEmpty ? "{}" : "{"
            if !object.isEmpty { return open(object) }
        }
        return nil
    }

    private func open(_ object: JSONObject) -> Open {
        guard format.sortsKeys else { return Open(keys: object.keys, values: object.values) }
        let members = object.sorted { $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars) }
        return Open(keys: members.map(\.key), values: members.map(\.value))
    }

    private mutating func newLine(_ level: Int) {
        guard let indent = format.indent else { return }
        text += "\n"
        for _ in 0..<level { text += indent }
    }
}

extension String {
    /// Appends a JSON string literal with the escapes Python's `json` uses.
    package mutating func appendJSONString(_ string: String, escapingNonASCII: Bool) {
        self += "\""
        var string = string
        string.withUTF8 { bytes in
            var start = 0
            for (index, byte) in bytes.enumerated() where byte < 0x20 || byte == 0x22 || byte == 0x5C {
                self += String(decoding: bytes[start..<index], as: UTF8.self)
                appendJSONEscape(byte)
                start = index + 1
            }
            self += String(decoding: bytes[start...], as: UTF8.self)
        }
        self += "\""
        if escapingNonASCII { escapeNonASCII(addedBytes: string.utf8.count) }
    }

    private mutating func appendJSONEscape(_ byte: UInt8) {
        switch byte {
        case 0x22: self += "\\\""
        case 0x5C: self += "\\\\"
        case 0x08: self += "\\b"
        case 0x09: self += "\\t"
        case 0x0A: self += "\\n"
        case 0x0C: self += "\\f"
        case 0x0D: self += "\\r"
        default: appendUnicodeEscape(UInt16(byte))
        }
    }

    private mutating func appendUnicodeEscape(_ unit: UInt16) {
        let hex = String(unit, radix: 16)
        self += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
    }

    private mutating func escapeNonASCII(addedBytes: Int) {
        guard utf8.contains(where: { $0 >= 0x80 }) else { return }
        var escaped = ""
        for scalar in unicodeScalars {
            if scalar.isASCII {
                escaped.unicodeScalars.append(scalar)
            } else {
                for unit in UTF16.encode(scalar) ?? .init() { escaped.appendUnicodeEscape(unit) }
            }
        }
        self = escaped
    }
}
