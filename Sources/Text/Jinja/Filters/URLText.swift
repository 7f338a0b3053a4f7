/// Percent encoding as Python's `urllib.parse.quote` does it.
enum URLText {
    static func encode(_ value: Value, _ renderer: Renderer) throws(JinjaError) -> String {
        switch value {
        case .string, .markup, .null, .bool, .int, .double, .bigInteger:
            return try quote(value, isQuery: false, renderer)
        case .dict(let dict):
            return try encode(try dict.pairTuples(), renderer)
        default:
            return try encode(try renderer.elements(of: value), renderer)
        }
    }

    private static func encode(_ pairs: [Value], _ renderer: Renderer) throws(JinjaError) -> String {
        var parts: [String] = []
        for pair in pairs {
            let items = try renderer.elements(of: pair)
            guard items.count == 2 else { throw .runtime("expected pairs of key and value") }
            let key = try quote(items[0], isQuery: true, renderer)
            parts.append(key + "=" + (try quote(items[1], isQuery: true, renderer)))
        }
        return parts.joined(separator: "&")
    }

    private static func quote(_ value: Value, isQuery: Bool, _ renderer: Renderer) throws(JinjaError) -> String {
        let text = try renderer.string(value)
        try renderer.charge(bytes: text.utf8.count * 3)
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: "/") where !isQuery: result += "/"
            case UInt8(ascii: " ") where isQuery: result += "+"
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                result += hex.utf8.count == 1 ? "%0" + hex : "%" + hex
            }
        }
        return result
    }
}
