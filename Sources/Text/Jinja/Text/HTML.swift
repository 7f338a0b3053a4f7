/// Escaping as MarkupSafe does it.
enum HTML {
    static func escape(_ text: String) -> String {
        guard text.utf8.contains(where: { [0x26, 0x3C, 0x3E, 0x27, 0x22].contains($0) }) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "'": result += "&#39;"
            case "\"": result += "&#34;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The text of a value with markup left as it is.
    static func escapedText(_ value: Value, _ renderer: Renderer) throws(JinjaError) -> String {
        if case .markup(let text) = value { return text }
        let text = escape(try renderer.string(value))
        try renderer.charge(bytes: text.utf8.count)
        return text
    }

    static func escaped(_ value: Value, _ renderer: Renderer) throws(JinjaError) -> Value {
        .markup(try escapedText(value, renderer))
    }
}
