internal import Support

/// Texts as token ids, by whoever knows how. The measured server itself does, mostly.
package struct BenchTokenizer: Sendable {
    /// Without the tokens that a server puts around a prompt.
    package var encode: @Sendable (String) async throws -> [Int]
    package var decode: @Sendable ([Int]) async throws -> String
    /// How many tokens the server puts around each prompt.
    package var addedTokens: Int
    /// Ids to draw from: those of ordinary words. Among all ids there are special ones, which no server tells apart, and
    /// pieces of characters, which come back as other tokens or none, so that lengths would not be exact.
    package var ordinaryIDs: [Int]

    package init(
        encode: @escaping @Sendable (String) async throws -> [Int],
        decode: @escaping @Sendable ([Int]) async throws -> String, addedTokens: Int = 0, ordinaryIDs: [Int]
    ) {
        (self.encode, self.decode) = (encode, decode)
        (self.addedTokens, self.ordinaryIDs) = (addedTokens, ordinaryIDs)
    }

    /// The same, with the ids that short words are made of.
    package init(
        encode: @escaping @Sendable (String) async throws -> [Int],
        decode: @escaping @Sendable ([Int]) async throws -> String, addedTokens: Int = 0
    ) async throws {
        let ids = try await encode(" " + RandomDataset.shortWords.joined(separator: " "))
        self.init(encode: encode, decode: decode, addedTokens: addedTokens, ordinaryIDs: Set(ids).sorted())
    }
}

extension BenchServer {
    /// The server's tokenizer; nil if it does not offer both `/tokenize` and `/detokenize`.
    package func tokenizer(model: String) async throws -> BenchTokenizer? {
        let encode: @Sendable (String, Bool) async throws -> [Int] = { text, isWhole in
            let answer = try await ask(
                "/tokenize",
                ["model": .string(model), "prompt": .string(text), "add_special_tokens": .bool(isWhole)])
            guard let tokens = answer["tokens"]?.arrayValue else {
                throw BenchError("/tokenize answered without \"tokens\"")
            }
            return tokens.compactMap(\.intValue)
        }
        let decode: @Sendable ([Int]) async throws -> String = { tokens in
            let answer = try await ask(
                "/detokenize", ["model": .string(model), "tokens": .array(tokens.map { .int($0) })])
            guard let text = answer["prompt"]?.stringValue else {
                throw BenchError("/detokenize answered without \"prompt\"")
            }
            return text
        }
        do {
            let probe = "a"
            let bare = try await encode(probe, false)
            let whole = try await encode(probe, true)
            guard !bare.isEmpty, try await !decode(bare).isEmpty else { return nil }
            return try await BenchTokenizer(
                encode: { try await encode($0, false) }, decode: decode,
                addedTokens: max(0, min(whole.count - bare.count, 64)))
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return nil
        }
    }
}
