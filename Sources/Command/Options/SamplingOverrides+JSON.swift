internal import Support

extension SamplingOverrides {
    /// Takes one field of a JSON object over, by the same table as the command line. A field that is null is left alone.
    /// - Returns: false if there is no such option.
    mutating func take(_ key: String, _ value: JSONValue) throws(Failure) -> Bool {
        let name = String(key.map { $0 == "_" ? "-" : $0 })
        let options = Self.groups.flatMap(\.options)
        guard let option = options.first(where: { $0.name == name || $0.aliases.contains(name) }) else { return false }
        for text in try Self.words(key, value, for: option) {
            guard option.apply(&self, text) else {
                throw Failure("\"\(key)\" does not take '\(text)': expected \(option.expectation)")
            }
        }
        return true
    }

    /// The words a person would have typed for the value.
    private static func words(
        _ key: String, _ value: JSONValue, for option: OptionSpec<SamplingOverrides>
    ) throws(Failure) -> [String] {
        if value == .null { return [] }
        if let word = word(value) { return [word] }
        if option.isRepeatable, let elements = value.arrayValue {
            let words = elements.compactMap(word)
            if words.count == elements.count { return words }
        }
        if option.isRepeatable, let fields = value.objectValue {
            let words = fields.compactMap { key, value in word(value).map { "\(key)=\($0)" } }
            if words.count == fields.count { return words }
        }
        throw Failure("\"\(key)\" does not take \(value.written()): expected \(option.expectation)")
    }

    private static func word(_ value: JSONValue) -> String? {
        if let text = value.stringValue { return text }
        if let flag = value.boolValue { return flag ? "true" : "false" }
        if let whole = value.intValue { return "\(whole)" }
        return value.doubleValue.map { "\($0)" }
    }
}
