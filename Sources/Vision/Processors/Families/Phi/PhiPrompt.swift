internal import Support

/// How both Phi families name pictures in a prompt: `<|image_1|>`, counted from one. A picture may be named more than once.
enum PhiPrompt {
    private static let opening = Array("<|image_".utf8)
    private static let closing = Array("|>".utf8)

    /// Pieces of text between the names are tokenized on their own, as both models were trained.
    ///
    /// - Parameter placeholder: stands for a picture's rows; a name that the model never writes.
    static func compose(
        _ text: String, _ media: [MediaLayout], placeholder: String, _ encode: (String, Bool) throws -> [Int32]
    ) throws -> ComposedPrompt {
        guard let filler = try encode(placeholder, false).last else {
            throw DazzleError(.invalidModel, "the tokenizer does not know \(placeholder); export the model again")
        }
        var (tokens, places): ([Int32], [MediaPlace]) = ([], [])
        for piece in pieces(of: Array(text.utf8)) {
            switch piece {
            case .text(let bytes):
                if !bytes.isEmpty { tokens += try encode(String(decoding: bytes, as: UTF8.self), true) }
            case .picture(let number):
                guard media.indices.contains(number - 1) else { throw missing(number, of: media.count) }
                let count = media[number - 1].tokenCount
                places.append(MediaPlace(tokens.count..<tokens.count + count, media: number - 1))
                tokens += repeatElement(filler, count: count)
            }
        }
        return ComposedPrompt(tokens: tokens, places: places)
    }

    private enum Piece {
        case text(ArraySlice<UInt8>)
        case picture(Int)
    }

    private static func pieces(of bytes: [UInt8]) -> [Piece] {
        var pieces: [Piece] = []
        var (begin, index) = (0, 0)
        while index < bytes.count {
            guard bytes[index] == opening[0], let (number, end) = name(in: bytes, at: index) else {
                index += 1
                continue
            }
            pieces += [.text(bytes[begin..<index]), .picture(number)]
            (begin, index) = (end, end)
        }
        return pieces + [.text(bytes[begin...])]
    }

    /// The number of the name that begins here, and where the name ends.
    private static func name(in bytes: [UInt8], at start: Int) -> (number: Int, end: Int)? {
        guard bytes[start...].starts(with: opening) else { return nil }
        // No prompt has so many pictures that more digits could be right.
        let digits = bytes[(start + opening.count)...].prefix(9).prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty, bytes[digits.endIndex...].starts(with: closing) else { return nil }
        return (digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }, digits.endIndex + closing.count)
    }

    private static func missing(_ number: Int, of count: Int) -> DazzleError {
        DazzleError(
            .invalidRequest, "a text names <|image_\(number)|>, but the conversation shows \(count) pictures",
            parameter: "messages")
    }
}
