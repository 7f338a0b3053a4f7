internal import Support

/// Leaves the last message of a conversation open, as transformers does: a mark is put behind its text, and what the
/// template writes from the mark on is cut off.
enum OpenEnding {
    private static let mark = "CONTINUE_FINAL_MESSAGE_TAG"

    static func mark(_ messages: [ChatMessage]) throws(DazzleError) -> [ChatMessage] {
        var messages = messages
        guard let last = messages.popLast() else { throw noText }
        var marked = last.json
        switch last.json["content"] {
        case .string(let text): marked["content"] = .string(text + mark + " ")
        case .array(var parts):
            guard let place = parts.lastIndex(where: { $0["text"]?.stringValue != nil }),
                var part = parts[place].objectValue, let text = part["text"]?.stringValue
            else { throw noText }
            part["text"] = .string(text + mark + " ")
            parts[place] = .object(part)
            marked["content"] = .array(parts)
        default: throw noText
        }
        return messages + [ChatMessage(marked, media: last.media)]
    }

    /// Where the space behind the mark is gone, the template trims messages, and so would have trimmed this one.
    static func cut(_ text: String) throws(DazzleError) -> String {
        let bytes = Array(text.utf8)
        let mark = Array(mark.utf8)
        guard let place = lastPlace(of: mark, in: bytes) else {
            throw DazzleError(
                .templateFailed,
                "continue_final_message is set, but the chat template does not show the end of the final message",
                parameter: "continue_final_message")
        }
        let isTrimmed = place + mark.count >= bytes.count || bytes[place + mark.count] != UInt8(ascii: " ")
        let open = String(decoding: bytes[..<place], as: UTF8.self)
        guard isTrimmed else { return open }
        let scalars = Array(open.unicodeScalars)
        let end = scalars.lastIndex { !$0.properties.isWhitespace }.map { $0 + 1 } ?? 0
        return String(String.UnicodeScalarView(scalars[..<end]))
    }

    private static func lastPlace(of needle: [UInt8], in bytes: [UInt8]) -> Int? {
        guard bytes.count >= needle.count else { return nil }
        return stride(from: bytes.count - needle.count, through: 0, by: -1).first {
            bytes[$0] == needle[0] && bytes[$0..<$0 + needle.count].elementsEqual(needle)
        }
    }

    private static var noText: DazzleError {
        DazzleError(
            .invalidRequest, "continue_final_message is set, but the final message has no text to continue",
            parameter: "continue_final_message")
    }
}
