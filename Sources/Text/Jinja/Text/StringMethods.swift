/// The methods of `str`, by name.
enum StringMethods {
    static let table: [String: Method] = casing.merging(cutting) { $1 }.merging(searching) { $1 }
        .merging(padding) { $1 }.merging(asking) { $1 }.merging(building) { $1 }

    // MARK: What the methods share

    static func text(_ receiver: Value) -> String { receiver.text ?? "" }

    /// A result of the receiver's own type: what is cut from markup is markup.
    static func like(_ receiver: Value, _ text: String, _ renderer: Renderer) throws(JinjaError) -> Value {
        try renderer.charge(bytes: text.utf8.count)
        if case .markup = receiver { return .markup(text) }
        return .string(text)
    }

    static func list(_ receiver: Value, _ parts: [String], _ renderer: Renderer) throws(JinjaError) -> Value {
        try renderer.charge(items: parts.count)
        try renderer.charge(bytes: text(receiver).utf8.count)
        if case .markup = receiver { return .list(List(flat: parts.map { .markup($0) })) }
        return .list(List(flat: parts.map { .string($0) }))
    }

    static func string(_ value: Value?, _ method: String) throws(JinjaError) -> String {
        guard let text = value?.text else {
            throw (value ?? .null).typeError("\(method)() argument must be str, not \(value?.typeName ?? "nothing")")
        }
        return text
    }

    static func optionalString(_ value: Value?, _ method: String) throws(JinjaError) -> String? {
        guard let value, !value.isNone else { return nil }
        return try string(value, method)
    }

    static func integer(_ value: Value?, _ otherwise: Int, _ method: String) throws(JinjaError) -> Int {
        guard let value else { return otherwise }
        guard let index = value.index else {
            throw value.typeError("'\(value.typeName)' object cannot be interpreted as an integer")
        }
        return index
    }

    // MARK: Case

    private static func simple(_ name: String, _ transform: @escaping @Sendable (String) -> String) -> Method {
        { renderer, receiver, arguments throws(JinjaError) in
            try arguments.expectNone(name)
            return try like(receiver, transform(text(receiver)), renderer)
        }
    }

    private static let casing: [String: Method] = [
        "upper": simple("upper", \.pythonUpper),
        "lower": simple("lower", \.pythonLower),
        "title": simple("title", \.pythonTitle),
        "capitalize": simple("capitalize", \.pythonCapitalized),
        "swapcase": simple("swapcase", \.pythonSwappedCase),
        "casefold": simple("casefold", \.pythonFolded),
    ]

    // MARK: Questions

    private static func all(_ name: String, _ matches: @escaping @Sendable (Unicode.Scalar) -> Bool) -> Method {
        question(name) { !$0.isEmpty && $0.unicodeScalars.allSatisfy(matches) }
    }

    private static func question(_ name: String, _ answer: @escaping @Sendable (String) -> Bool) -> Method {
        { _, receiver, arguments throws(JinjaError) in
            try arguments.expectNone(name)
            return .bool(answer(text(receiver)))
        }
    }

    private static let asking: [String: Method] = [
        "isalpha": all("isalpha", \.isPythonAlpha),
        "isalnum": all("isalnum", \.isPythonAlphanumeric),
        "isdigit": all("isdigit", \.isPythonDigit),
        "isdecimal": all("isdecimal", \.isPythonDecimal),
        "isnumeric": all("isnumeric", \.isPythonNumeric),
        "isspace": all("isspace", \.isPythonSpace),
        "isupper": question("isupper") { $0.isAll(\.isUppercaseLetter) },
        "islower": question("islower") { $0.isAll(\.isLowercaseLetter) },
        "istitle": question("istitle", \.isPythonTitle),
        "isascii": question("isascii") { $0.utf8.allSatisfy { $0 < 0x80 } },
        "isprintable": question("isprintable") { $0.unicodeScalars.allSatisfy(\.isPythonPrintable) },
        "isidentifier": question("isidentifier") { text in
            guard let first = text.unicodeScalars.first, first.startsIdentifier else { return false }
            return text.unicodeScalars.allSatisfy(\.properties.isXIDContinue)
        },
    ]
}
