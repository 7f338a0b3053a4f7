/// A verb as a table: what it is called, what it takes, how it is explained.
struct CommandSpec<Options> {
    /// One word, or several with a space between.
    var name: String
    /// One sentence without a full stop.
    var abstract: String
    /// Paragraphs that teach.
    var discussion: [String] = []
    var arguments: [ArgumentSpec<Options>] = []
    var groups: [OptionGroup<Options>] = []
    var examples: [CommandExample] = []
    /// Left out of the list of verbs, as people do not need it.
    var isHidden = false
    /// Whether an option may be written as the start of its name, if only one begins so.
    var allowsAbbreviations = false
    /// The options before anybody has asked for anything.
    var initial: Options
    /// Looks at options together; the answer is a sentence for people, or nil if all is well.
    var complaint: (Options) -> String? = { _ in nil }
}

/// Options under one heading.
struct OptionGroup<Options> {
    var title: String
    var options: [OptionSpec<Options>]

    func lifted<Outer>(to path: WritableKeyPath<Outer, Options>) -> OptionGroup<Outer> {
        OptionGroup<Outer>(title: title, options: options.map { $0.lifted(to: path) })
    }
}

/// A value that is known by its place.
struct ArgumentSpec<Options> {
    enum Count: Hashable { case one, optional, many }

    var name: String
    var count: Count
    var expectation: String
    var completion: ValueCompletion
    var help: String
    var apply: (inout Options, String) -> Bool

    static func required<Value>(
        _ path: WritableKeyPath<Options, Value?>, _ format: ValueFormat<Value>, _ help: String
    ) -> Self {
        make(.one, format, help) { $0[keyPath: path] = $1 }
    }

    static func optional<Value>(
        _ path: WritableKeyPath<Options, Value?>, _ format: ValueFormat<Value>, _ help: String
    ) -> Self {
        make(.optional, format, help) { $0[keyPath: path] = $1 }
    }

    static func many<Value>(
        _ path: WritableKeyPath<Options, [Value]>, _ format: ValueFormat<Value>, _ help: String
    ) -> Self {
        make(.many, format, help) { $0[keyPath: path].append($1) }
    }

    private static func make<Value>(
        _ count: Count, _ format: ValueFormat<Value>, _ help: String, store: @escaping (inout Options, Value) -> Void
    ) -> Self {
        ArgumentSpec(
            name: format.valueName, count: count, expectation: format.expectation, completion: format.completion,
            help: help
        ) { options, text in
            guard let value = format.parse(text) else { return false }
            store(&options, value)
            return true
        }
    }
}

struct CommandExample: Hashable {
    var command: String
    var explanation: String

    init(_ command: String, _ explanation: String) {
        self.command = command
        self.explanation = explanation
    }
}
