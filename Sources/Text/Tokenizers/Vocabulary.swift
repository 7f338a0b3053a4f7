internal import OpenVINO

/// What each token id writes, as bytes: tokens may hold parts of characters.
package struct Vocabulary: Sendable {
    private var bytes: [UInt8] = []
    /// Token i writes `bytes[bounds[i]..<bounds[i + 1]]`.
    private var bounds: [Int] = [0]
    /// Tokens that write nothing while special tokens are skipped.
    package let special: Set<Int32>

    package var count: Int { bounds.count - 1 }

    init(pieces: some Sequence<some Sequence<UInt8>>, special: Set<Int32>) {
        self.special = special
        for piece in pieces {
            bytes.append(contentsOf: piece)
            bounds.append(bytes.count)
        }
    }

    /// Empty for ids that the vocabulary does not know: models may have more rows than their tokenizer has tokens.
    package func bytes(of token: Int32) -> ArraySlice<UInt8> {
        guard token >= 0, token < count else { return [] }
        return bytes[bounds[Int(token)]..<bounds[Int(token) + 1]]
    }
}
