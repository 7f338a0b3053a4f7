/// Why a command line is not understood. Every case names what was typed and what would be right.
enum ArgumentError: Error, Hashable, CustomStringConvertible {
    case unknownOption(String, suggestion: String?)
    /// The start of several options' names.
    case ambiguousOption(String, candidates: [String])
    case unknownCommand(String, suggestion: String?)
    case missingValue(option: String, expectation: String)
    case badValue(name: String, value: String, expectation: String)
    case missingArgument(String)
    case unexpectedArgument(String)
    case contradiction(String)

    var description: String {
        switch self {
        case .unknownOption(let name, let suggestion):
            "there is no option \(name)." + (suggestion.map { " Did you mean \($0)?" } ?? "")
        case .ambiguousOption(let name, let candidates):
            "\(name) could be \(candidates.joined(separator: ", ")); write it out."
        case .unknownCommand(let name, let suggestion):
            "there is no command '\(name)'." + (suggestion.map { " Did you mean '\($0)'?" } ?? "")
        case .missingValue(let option, let expectation):
            "\(option) needs a value: \(expectation). One that begins with two hyphens is written \(option)=VALUE."
        case .badValue(let name, let value, let expectation):
            "\(name) does not take '\(value)': expected \(expectation)."
        case .missingArgument(let name):
            "\(name) is missing."
        case .unexpectedArgument(let value):
            "there is no place for '\(value)'. Text that begins with a hyphen goes after '--'."
        case .contradiction(let sentence):
            sentence
        }
    }
}

extension ArgumentError {
    /// - Parameter words: what stands where a command was expected.
    static func unknownCommand(_ words: some Sequence<String>, in commands: [CommandDescription]) -> ArgumentError {
        let name = words.joined(separator: " ")
        // Who writes only the first word of two is told the second.
        let longer = commands.map(\.name).filter { $0.hasPrefix(name + " ") }
        return .unknownCommand(name, suggestion: longer.first ?? nearest(to: name, in: commands.map(\.name)))
    }
}
