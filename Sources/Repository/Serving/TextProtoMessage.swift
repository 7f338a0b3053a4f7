/// A file in protobuf's text format, read without knowing the schema.
package struct TextProtoDocument: Sendable, Equatable {
    /// The comments before the first field, a line each, with their `#`.
    package var headComments: [String]
    package var message: TextProtoMessage

    package init(headComments: [String] = [], message: TextProtoMessage = TextProtoMessage()) {
        self.headComments = headComments
        self.message = message
    }
}

/// A message's fields in the order they were written. A list `[a, b]` stands as fields that repeat their name.
package struct TextProtoMessage: Sendable, Equatable {
    package var fields: [TextProtoField]
    /// The bytes between its braces; nil where the message comes from no file.
    package internal(set) var body: Range<Int>?

    package init(_ fields: [TextProtoField] = []) { self.fields = fields }

    package static func == (left: Self, right: Self) -> Bool { left.fields == right.fields }

    /// Every field of that name.
    package func all(_ name: String) -> [TextProtoField] { fields.filter { $0.name == .field(name) } }

    package func first(_ name: String) -> TextProtoField? { fields.first { $0.name == .field(name) } }
}

/// Two fields are equal wherever they stand.
package struct TextProtoField: Sendable, Equatable {
    package var name: TextProtoName
    package var value: TextProtoValue
    /// nil where the field comes from no file.
    package internal(set) var source: TextProtoSource?

    package init(_ name: TextProtoName, _ value: TextProtoValue) {
        self.name = name
        self.value = value
    }

    package init(_ name: String, _ value: TextProtoValue) { self.init(.field(name), value) }

    package static func == (left: Self, right: Self) -> Bool { left.name == right.name && left.value == right.value }
}

/// Where a field stands in its file; the ranges count bytes.
package struct TextProtoSource: Sendable, Hashable {
    package let position: TextProtoPosition
    /// From the name to the end of the value, and of the separator behind it.
    package let statement: Range<Int>
    /// The value alone, or the whole list that it is in.
    package let value: Range<Int>
    package var hasSeparator: Bool { value.upperBound < statement.upperBound }
}

package enum TextProtoName: Sendable, Hashable, CustomStringConvertible {
    case field(String)
    /// `[mediapipe.Options.ext]` or `[type.googleapis.com/mediapipe.Options]`, held without brackets and spaces.
    case bracketed(String)

    /// What a bracketed name says behind its domain.
    package var typeName: Substring? {
        guard case .bracketed(let text) = self else { return nil }
        return text.split(separator: "/").last
    }

    package var description: String {
        switch self {
        case .field(let name): name
        case .bracketed(let text): "[" + text.split(separator: "/").joined(separator: " / ") + "]"
        }
    }
}

package enum TextProtoValue: Sendable, Equatable {
    case string(String)
    /// A string literal that is not UTF-8.
    case bytes([UInt8])
    case integer(UInt64)
    case negative(Int64)
    case float(Double)
    /// An enum's case, `true` or `false`, or `inf` or `nan`: only a schema could tell.
    case identifier(String)
    case message(TextProtoMessage)
}

extension TextProtoValue {
    package var stringValue: String? { if case .string(let text) = self { text } else { nil } }
    package var messageValue: TextProtoMessage? { if case .message(let message) = self { message } else { nil } }
    package var unsignedValue: UInt64? { if case .integer(let number) = self { number } else { nil } }

    package var doubleValue: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .negative(let number): Double(number)
        case .float(let number): number
        case .identifier(let word): Self.number(named: word)
        default: nil
        }
    }

    package var boolValue: Bool? {
        switch self {
        case .identifier("true"), .identifier("True"), .identifier("t"), .integer(1): true
        case .identifier("false"), .identifier("False"), .identifier("f"), .integer(0): false
        default: nil
        }
    }
}

extension TextProtoValue {
    /// A number too large counts as the word that it will be written as.
    init(read number: Double) {
        self = number == .infinity ? .identifier("inf") : number.isNaN ? .identifier("nan") : .float(number)
    }

    /// What a word stands for where a number is expected.
    static func number(named word: String) -> Double? {
        switch word.lowercased() {
        case "inf", "infinity": .infinity
        case "nan": .nan
        default: nil
        }
    }
}
