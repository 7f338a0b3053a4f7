/// One line of the log. What it holds may come from outside, so nothing in it can end the line, move a terminal's cursor,
/// pass for another field or be endless.
struct LogLine: Sendable {
    var level: Log.Level
    var message: String
    var fields = JSONObject()
    var time = LogTime.now

    /// The longest message or value, in bytes.
    static let limit = 8 << 10

    func text(_ format: Log.Format) -> String {
        switch format {
        case .plain: "\(level.rawValue): \(sentence)"
        case .text: "\(time.localText) \(level.rawValue) \(sentence)"
        case .json: json
        }
    }

    private var sentence: String {
        fields.reduce(into: Self.visible(Self.cut(message))) { text, field in
            text += " \(Self.visible(field.key))=\(Self.plainValue(field.value))"
        }
    }

    private var json: String {
        var object: JSONObject = [
            "time": .string(time.rfc3339), "level": .string(level.rawValue), "message": .string(Self.cut(message)),
        ]
        for (name, value) in fields where object[name] == nil {
            if case .string(let text) = value { object[name] = .string(Self.cut(text)) } else { object[name] = value }
        }
        return Self.visible(JSONValue.object(object).written(), escape: Self.jsonEscape)
    }

    private static func plainValue(_ value: JSONValue) -> String {
        guard case .string(let text) = value else { return visible(cut(value.written())) }
        let shown = visible(cut(text))
        let isBare = !shown.isEmpty && shown.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x3D }
        return isBare ? shown : quoted(shown)
    }

    /// Backslashes stay as they are: those of escapes are meant to be read.
    private static func quoted(_ text: String) -> String {
        "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"") + "\""
    }

    /// The beginning of what is too long, whole characters only, and how much is missing.
    static func cut(_ text: String, to limit: Int = limit) -> String {
        guard text.utf8.count > limit else { return text }
        var kept = String.UnicodeScalarView()
        var bytes = 0
        for scalar in text.unicodeScalars {
            bytes += UTF8.width(scalar)
            if bytes > limit { break }
            kept.append(scalar)
        }
        let start = String(kept)
        return start + "… (\(text.utf8.count - start.utf8.count) bytes more)"
    }

    static func visible(_ text: String, escape: (Unicode.Scalar) -> String = LogLine.escape) -> String {
        guard text.unicodeScalars.contains(where: isHidden) else { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            if isHidden(scalar) { result += escape(scalar) } else { result.unicodeScalars.append(scalar) }
        }
    }

    /// What terminals obey instead of showing, what ends lines, and what turns the direction of writing.
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\\u{\(String(scalar.value, radix: 16))}"
        }
    }

    private static func jsonEscape(_ scalar: Unicode.Scalar) -> String {
        let hex = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
    }
}
