/// How the text after an option becomes a value, and how that is told to people.
struct ValueFormat<Value> {
    /// Stands for the value in help, in capitals.
    var valueName: String
    /// Ends the sentence "expected …".
    var expectation: String
    var completion: ValueCompletion = .nothing
    /// nil means that the text is not such a value.
    var parse: (String) -> Value?
}

/// What a shell offers where a value is wanted.
enum ValueCompletion: Hashable {
    case nothing
    case words([String])
    case file
    case folder
}

extension ValueFormat where Value == String {
    static func text(_ valueName: String = "TEXT") -> Self {
        ValueFormat(valueName: valueName, expectation: "a text") { $0 }
    }

    static func file(_ valueName: String = "FILE") -> Self {
        ValueFormat(valueName: valueName, expectation: "the path of a file", completion: .file) {
            $0.isEmpty ? nil : $0
        }
    }

    static func folder(_ valueName: String) -> Self {
        ValueFormat(valueName: valueName, expectation: "the path of a folder", completion: .folder) {
            $0.isEmpty ? nil : $0
        }
    }
}

extension ValueFormat where Value == Bool {
    static var boolean: Self {
        ValueFormat(valueName: "BOOLEAN", expectation: "true or false", completion: .words(["true", "false"])) {
            ["true": true, "false": false][$0]
        }
    }
}

extension ValueFormat where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    static func choice(_ valueName: String) -> Self {
        let words = Value.allCases.map(\.rawValue)
        return ValueFormat(
            valueName: valueName, expectation: "one of " + words.joined(separator: ", "), completion: .words(words)
        ) { Value(rawValue: $0.lowercased()) }
    }
}

extension ValueFormat {
    /// The same text rules, another value.
    func map<Other>(_ transform: @escaping (Value) -> Other?) -> ValueFormat<Other> {
        ValueFormat<Other>(valueName: valueName, expectation: expectation, completion: completion) { [parse] text in
            parse(text).flatMap(transform)
        }
    }
}
