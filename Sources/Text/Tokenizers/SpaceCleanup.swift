/// Takes out the spaces that a word-splitting tokenizer left before punctuation and English contractions, for models
/// exported with `clean_up_tokenization_spaces`. Reproduces the exporter's one regular expression, leftmost first:
/// ` ([.?!,])`, ` ('[ms])`, ` (') `, ` ('[rv]e)`, ` (n't)`, each replaced by its group.
struct SpaceCleanup: Sendable {
    /// As it stands in the detokenizer's IR.
    static let pattern = #"(?| ([\\.\\?\\!,])| ('[ms])| (') | ('[rv]e)| (n't))"#

    private enum Verdict {
        case replace(with: [UInt8])
        case undecided
        case keep
    }

    /// A space and what follows it, while that may still become one of the patterns.
    private var held: [UInt8] = []

    mutating func push(_ text: String) -> String {
        var output: [UInt8] = []
        for byte in text.utf8 {
            held.append(byte)
            settle(into: &output)
        }
        return String(decoding: output, as: UTF8.self)
    }

    mutating func finish() -> String {
        defer { held.removeAll() }
        return String(decoding: held, as: UTF8.self)
    }

    private mutating func settle(into output: inout [UInt8]) {
        while let first = held.first {
            switch first == UInt8(ascii: " ") ? Self.judge(held) : .keep {
            case .undecided: return
            case .keep: output.append(held.removeFirst())
            case .replace(let text):
                output += text
                held.removeAll()
            }
        }
    }

    /// `text` begins with a space and is at most four bytes long.
    private static func judge(_ text: [UInt8]) -> Verdict {
        let rest = String(decoding: text.dropFirst(), as: UTF8.self)
        switch rest {
        case "", "'", "'r", "'v", "n", "n'": return .undecided
        case ".", "?", "!", ",", "'m", "'s", "'re", "'ve", "n't": return .replace(with: Array(text.dropFirst()))
        case "' ": return .replace(with: [UInt8(ascii: "'")])
        default: return .keep
        }
    }
}
