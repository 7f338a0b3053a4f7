/// Why a command line is not understood. Every case names what was typed and what would be right.
enum ArgumentError: Error, Hashable, CustomStringConvertible {
    case unknownOption(String, suggestion: String?)
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
            "\(name) may stand for \(candidates.joined(separator: ", ")); write more of it."
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
