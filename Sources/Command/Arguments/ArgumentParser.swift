/// What a command line asks for.
enum ParsedCommand<Options> {
    case help
    case run(Options)
}

/// Reads the words after the verb by the verb's table.
struct ArgumentParser<Options> {
    private let spec: CommandSpec<Options>
    private var options: Options
    private var words: ArraySlice<String>
    private var places: ArraySlice<ArgumentSpec<Options>>
    private var takesOptions = true

    static func parse(
        _ words: [String], by spec: CommandSpec<Options>
    ) throws(ArgumentError) -> ParsedCommand<Options> {
        var parser = ArgumentParser(spec: spec, words: words)
        return try parser.parse()
    }

    private init(spec: CommandSpec<Options>, words: [String]) {
        self.spec = spec
        self.options = spec.initial
        self.words = words[...]
        self.places = spec.arguments[...]
    }

    private mutating func parse() throws(ArgumentError) -> ParsedCommand<Options> {
        // A call for help is heard even if something else in the line is wrong.
        if words.prefix(while: { $0 != "--" }).contains("--help") { return .help }
        while let word = words.popFirst() {
            if takesOptions, word == "-h" { return .help }
            if takesOptions, word == "--" {
                takesOptions = false
            } else if takesOptions, word.hasPrefix("-"), word != "-" {
                try takeOption(word)
            } else {
                try takeArgument(word)
            }
        }
        if let missing = places.first, missing.count == .one { throw .missingArgument(missing.name) }
        if let complaint = spec.complaint(options) { throw .contradiction(complaint) }
        return .run(options)
    }

    private mutating func takeOption(_ word: String) throws(ArgumentError) {
        let typed = word.prefix { $0 != "=" }
        let name = "--" + typed.drop { $0 == "-" }.map { $0 == "_" ? "-" : $0 }
        guard typed.hasPrefix("--"), let match = try Self.find(name, in: spec) else {
            throw .unknownOption(String(typed), suggestion: nearest(to: name, in: Self.spellings(of: spec)))
        }
        let value: String
        if typed.count < word.count {
            value = String(word.dropFirst(typed.count + 1))
        } else if let implied = match.impliedValue {
            value = implied
        } else if let next = words.first, !next.hasPrefix("--") {
            value = next
            words.removeFirst()
        } else {
            throw .missingValue(option: name, expectation: match.option.expectation)
        }
        guard !(match.isInverted && typed.count < word.count) else {
            throw .badValue(name: name, value: value, expectation: "no value")
        }
        try store(value, name, match.option)
        while match.option.takesMany, let next = words.first, !next.hasPrefix("--") {
            try store(next, name, match.option)
            words.removeFirst()
        }
    }

    private mutating func store(_ value: String, _ name: String, _ option: OptionSpec<Options>) throws(ArgumentError) {
        guard option.apply(&options, value) else {
            throw .badValue(name: name, value: value, expectation: option.expectation)
        }
    }

    private mutating func takeArgument(_ word: String) throws(ArgumentError) {
        guard let place = places.first else { throw .unexpectedArgument(word) }
        guard place.apply(&options, word) else {
            throw .badValue(name: place.name, value: word, expectation: place.expectation)
        }
        if place.count != .many { places.removeFirst() }
    }
}

extension ArgumentParser {
    private struct Match {
        var option: OptionSpec<Options>
        var isInverted: Bool
        var impliedValue: String? { option.valueName == nil ? (isInverted ? "false" : "true") : nil }
    }

    private static func find(_ name: String, in spec: CommandSpec<Options>) throws(ArgumentError) -> Match? {
        if let exact = match(name, in: spec) { return exact }
        return try expand(name, in: spec)
    }

    private static func match(_ spelling: String, in spec: CommandSpec<Options>) -> Match? {
        for option in spec.groups.flatMap(\.options) {
            if spelling == "--\(option.name)" || option.aliases.contains(where: { spelling == "--\($0)" }) {
                return Match(option: option, isInverted: false)
            }
            if option.isInvertible, spelling == "--no-\(option.name)" { return Match(option: option, isInverted: true) }
        }
        return nil
    }

    /// The one option whose name begins so, if abbreviations are allowed.
    private static func expand(_ beginning: String, in spec: CommandSpec<Options>) throws(ArgumentError) -> Match? {
        guard spec.allowsAbbreviations, beginning.count > 2 else { return nil }
        var found: [String: Match] = [:]
        for option in spec.groups.flatMap(\.options) {
            let spellings = ([option.name] + option.aliases).map { "--\($0)" }
            if spellings.contains(where: { $0.hasPrefix(beginning) }) {
                found["--\(option.name)"] = Match(option: option, isInverted: false)
            }
            if option.isInvertible, "--no-\(option.name)".hasPrefix(beginning) {
                found["--no-\(option.name)"] = Match(option: option, isInverted: true)
            }
        }
        guard found.count < 2 else { throw .ambiguousOption(beginning, candidates: found.keys.sorted()) }
        return found.first?.value
    }

    private static func spellings(of spec: CommandSpec<Options>) -> [String] {
        spec.description.options.flatMap(\.spellings)
    }
}
