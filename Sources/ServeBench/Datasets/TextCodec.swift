package import Support

/// Text to tokens and back, by whoever can do it: the server that is measured, or a model's folder.
package struct TextCodec: Sendable {
    /// The flag asks for the tokenizer's own special tokens around the text.
    package var encode: @Sendable (String, Bool) async throws -> [Int32]
    package var decode: @Sendable ([Int32]) async throws -> String
    /// Writes a user's message out with the model's chat template, where there is one.
    package var applyTemplate: (@Sendable (String, JSONObject) async throws -> String)?

    package init(
        encode: @escaping @Sendable (String, Bool) async throws -> [Int32],
        decode: @escaping @Sendable ([Int32]) async throws -> String,
        applyTemplate: (@Sendable (String, JSONObject) async throws -> String)? = nil
    ) {
        self.encode = encode
        self.decode = decode
        self.applyTemplate = applyTemplate
    }
}

extension TextCodec? {
    /// Exact with a codec; without, four bytes are taken for a token, which is about right for English.
    func countTokens(_ text: String) async throws -> Int {
        guard let self else { return (text.utf8.count + 3) / 4 }
        return try await self.encode(text, true).count
    }
}

extension Sequence where Self: Sendable, Element: Sendable {
    /// Transforms the elements side by side, at most `width` at a time, and keeps their order.
    func mapConcurrently<Value: Sendable>(
        width: Int = 16, _ transform: @escaping @Sendable (Element) async throws -> Value
    ) async throws -> [Value] {
        try await withThrowingTaskGroup(of: (Int, Value).self) { group in
            var results: [(Int, Value)] = []
            for (index, element) in enumerated() {
                if index >= width, let result = try await group.next() { results.append(result) }
                group.addTask { (index, try await transform(element)) }
            }
            for try await result in group { results.append(result) }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
