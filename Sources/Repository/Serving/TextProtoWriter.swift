extension TextProtoDocument {
    /// The head's comments, then a field per line.
    package var written: String {
        headComments.map { $0 + "\n" }.joined() + message.written
    }
}

extension TextProtoMessage {
    /// A field per line, nested ones indented by two spaces.
    package var written: String {
        var text = ""
        write(to: &text, indent: "")
        return text
    }

    private func write(to text: inout String, indent: String) {
        for field in fields {
            text += indent + field.name.description
            if case .message(let message) = field.value {
                text += " {\n"
                message.write(to: &text, indent: indent + "  ")
                text += indent + "}\n"
            } else {
                text += ": " + field.value.written + "\n"
            }
        }
    }
}

extension TextProtoField {
    /// On one line.
    var written: String { "\(name): \(value.written)" }
}

extension TextProtoValue {
    /// On one line.
    var written: String {
        switch self {
        case .string(let text): Self.literal(text.utf8, escapesNonASCII: false)
        case .bytes(let bytes): Self.literal(bytes, escapesNonASCII: true)
        case .integer(let number): String(number)
        case .negative(let number): String(number)
        case .float(let number): number.isNaN ? "nan" : number.description
        case .identifier(let word): word
        case .message(let message):
            message.fields.isEmpty ? "{}" : "{ " + message.fields.map(\.written).joined(separator: ", ") + " }"
        }
    }

    /// In double quotes, or in single ones where that saves escapes, as it does for JSON.
    private static func literal(_ bytes: some Collection<UInt8>, escapesNonASCII: Bool) -> String {
        let (single, double, backslash) = (UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "\\"))
        let quote = bytes.contains(double) && !bytes.contains(single) ? single : double
        var text = [quote]
        for byte in bytes {
            switch byte {
            case 0x0A: text += [backslash, UInt8(ascii: "n")]
            case quote, backslash: text += [backslash, byte]
            case ..<0x20, 0x7F: text += octal(byte)
            case 0x80... where escapesNonASCII: text += octal(byte)
            default: text.append(byte)
            }
        }
        return String(decoding: text + [quote], as: UTF8.self)
    }

    private static func octal(_ byte: UInt8) -> [UInt8] {
        [UInt8(ascii: "\\")] + [byte >> 6, byte >> 3 & 7, byte & 7].map { UInt8(ascii: "0") + $0 }
    }
}
