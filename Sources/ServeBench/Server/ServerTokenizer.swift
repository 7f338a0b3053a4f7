internal import Support

/// Texts as token ids, by whoever knows how. The measured server itself does, mostly.
package struct BenchTokenizer: Sendable {
    /// Without the tokens that a server puts around a prompt.
    package var encode: @Sendable (String) async throws -> [Int]
    package var decode: @Sendable ([Int]) async throws -> String
    /// How many tokens the server puts around each prompt.
    package var addedTokens: Int
    /// Ids below this have a text.
    package var vocabularySize: Int

    package init(
        encode: @escaping @Sendable (String) async throws -> [Int],
        decode: @escaping @Sendable ([Int]) async throws -> String, addedTokens: Int = 0, vocabularySize: Int
    ) {
        (self.encode, self.decode) = (encode, decode)
        (self.addedTokens, self.vocabularySize) = (addedTokens, vocabularySize)
    }

    /// Ids to draw from. Special tokens stand at either end of a vocabulary, and a server says of no id whether it is
    /// one, so both ends are left alone.
    var ordinaryIDs: Range<Int> {
        let margin = vocabularySize / 32
        return margin..<max(margin + 1, vocabularySize - margin)
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
            return BenchTokenizer(
                encode: { try await encode($0, false) }, decode: decode,
                addedTokens: max(0, min(whole.count - bare.count, 64)),
                vocabularySize: try await Self.vocabularySize { try await decode([$0]) })
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return nil
        }
    }

    /// No server tells the size, so it is searched for: ids with a text are doubled, then halved towards the last one.
    static func vocabularySize(_ decode: (Int) async throws -> String) async throws -> Int {
        func hasText(_ id: Int) async throws -> Bool {
            do {
                return try await !decode(id).isEmpty
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                return false
            }
        }
        var (known, unknown) = (31, 63)
        while unknown < 1 << 24, try await hasText(unknown) { (known, unknown) = (unknown, unknown * 2 + 1) }
        while unknown - known > 1 {
            let middle = (known + unknown) / 2
            if try await hasText(middle) { known = middle } else { unknown = middle }
        }
        return unknown
    }
}
