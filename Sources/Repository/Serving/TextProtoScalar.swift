/// What a field of a known type holds.
protocol TextProtoScalar: Sendable, Equatable {
    /// For errors: what a value has to be.
    static var expectation: String { get }
    init?(textProto value: TextProtoValue)
    var textProto: TextProtoValue { get }
}

extension String: TextProtoScalar {
    static var expectation: String { "text in quotes" }
    init?(textProto value: TextProtoValue) {
        guard let text = value.stringValue else { return nil }
        self = text
    }
    var textProto: TextProtoValue { .string(self) }
}

extension Bool: TextProtoScalar {
    static var expectation: String { "true or false" }
    init?(textProto value: TextProtoValue) {
        guard let flag = value.boolValue else { return nil }
        self = flag
    }
    var textProto: TextProtoValue { .identifier(self ? "true" : "false") }
}

extension UInt64: TextProtoScalar {
    static var expectation: String { "a whole number from 0 to \(max)" }
    init?(textProto value: TextProtoValue) {
        guard let number = value.unsignedValue else { return nil }
        self = number
    }
    var textProto: TextProtoValue { .integer(self) }
}

extension UInt32: TextProtoScalar {
    static var expectation: String { "a whole number from 0 to \(max)" }
    init?(textProto value: TextProtoValue) {
        guard let number = value.unsignedValue.flatMap({ UInt32(exactly: $0) }) else { return nil }
        self = number
    }
    var textProto: TextProtoValue { .integer(UInt64(self)) }
}

extension Double: TextProtoScalar {
    static var expectation: String { "a number" }
    init?(textProto value: TextProtoValue) {
        guard let number = value.doubleValue, !number.isNaN else { return nil }
        self = number
    }
    var textProto: TextProtoValue { .float(self) }
}

/// An enum whose raw values are the names in the schema, in the order of their numbers from 0.
package protocol TextProtoEnum: Sendable, Equatable, CaseIterable, RawRepresentable where RawValue == String {}

extension TextProtoScalar where Self: TextProtoEnum {
    static var expectation: String { "one of " + allCases.map(\.rawValue).joined(separator: ", ") }

    /// By name, or by number as the text format allows.
    init?(textProto value: TextProtoValue) {
        switch value {
        case .identifier(let name): self.init(rawValue: name)
        case .integer(let number):
            guard let match = Self.allCases.enumerated().first(where: { UInt64($0.offset) == number }) else {
                return nil
            }
            self = match.element
        default: return nil
        }
    }

    var textProto: TextProtoValue { .identifier(rawValue) }
}
