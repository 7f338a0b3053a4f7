internal import Support

extension ValueFormat where Value == JSONObject {
    static var jsonObject: Self {
        ValueFormat(valueName: "JSON", expectation: "a JSON object such as {\"enable_thinking\": false}") { text in
            (try? JSONValue(parsing: text))?.objectValue
        }
    }
}

extension JSONObject {
    /// These members, with those of `other` put over them.
    func merging(_ other: JSONObject) -> JSONObject {
        var result = self
        for (key, value) in other { result[key] = value }
        return result
    }
}
