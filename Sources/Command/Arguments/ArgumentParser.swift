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
        guard typed.hasPrefix("--"), let match = try Self.match(name, in: spec) else {
            throw .unknownOption(String(typed), suggestion: nearest(to: name, in: Self.spellings(of: spec)))
        }
        var value: String
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
        while true {
            guard !(match.isInverted && typed.count < word.count), match.option.apply(&options, value) else {
                let expectation = match.isInverted ? "no value" : match.option.expectation
                throw .badValue(name: name, value: value, expectation: expectation)
            }
            guard match.option.takesMany, let next = words.first, !next.hasPrefix("-") else { return }
            value = next
            words.removeFirst()
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

    /// A name written out wins over names that it begins.
    private static func match(
        _ spelling: String, in spec: CommandSpec<Options>
    ) throws(ArgumentError) -> Match? {
        var begun: [(spelling: String, match: Match)] = []
        for option in spec.groups.flatMap(\.options) {
            var forms = ([option.name] + option.aliases).map { ("--\($0)", Match(option: option, isInverted: false)) }
            if option.isInvertible { forms.append(("--no-\(option.name)", Match(option: option, isInverted: true))) }
            if let exact = forms.first(where: { $0.0 == spelling }) { return exact.1 }
            if let longer = forms.first(where: { $0.0.hasPrefix(spelling) }) { begun.append(longer) }
        }
        guard spec.allowsAbbreviations, spelling.count > 2 else { return nil }
        if begun.count > 1 { throw .ambiguousOption(spelling, candidates: begun.map(\.spelling)) }
        return begun.first?.match
    }

    private static func spellings(of spec: CommandSpec<Options>) -> [String] {
        spec.description.options.flatMap(\.spellings)
    }
}
