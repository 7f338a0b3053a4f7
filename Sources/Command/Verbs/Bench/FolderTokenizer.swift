internal import ServeBench
internal import Support
internal import Tokenizers

/// The tokenizer of an exported model, without the model.
enum FolderTokenizer {
    static func load(_ folder: String) async throws -> BenchTokenizer {
        let pool = try WorkPool(name: "tokenizer", threads: 2, limit: 1 << 20)
        let tokenizer = try await pool.run { try Tokenizer(folder: folder) }
        let added = try await pool.run { try tokenizer.encode("", addSpecialTokens: true).count }
        return try await BenchTokenizer(
            encode: { text in
                try await pool.run { try tokenizer.encode(text, addSpecialTokens: false).map(Int.init) }
            },
            decode: { tokens in
                try await pool.run { tokenizer.decode(tokens.compactMap { Int32(exactly: $0) }) }
            },
            addedTokens: added)
    }
}
