/// One row of a command's table of options. Parsing, help, completions and the reference page all come from it.
struct OptionSpec<Options> {
    /// With hyphens, without the leading ones. People may write underscores.
    var name: String
    /// Other names for the same, not shown in help.
    var aliases: [String] = []
    /// nil for an option that stands alone.
    var valueName: String?
    /// Whether `--no-name` exists too.
    var isInvertible = false
    var isRepeatable = false
    /// Whether the words that follow are values too, up to the next option.
    var takesMany = false
    var expectation: String
    var completion: ValueCompletion = .nothing
    var help: String
    /// The default as help shows it.
    var defaultText: (Options) -> String?
    /// Takes the value over, or returns false if it is not acceptable.
    var apply: (inout Options, String) -> Bool
}

extension OptionSpec {
    /// An option that always has a value.
    static func option<Value>(
        _ name: String, _ path: WritableKeyPath<Options, Value>, _ format: ValueFormat<Value>, aliases: [String] = [],
        _ help: String
    ) -> Self where Value: CustomStringConvertible {
        var spec = make(name, format, help, default: { $0[keyPath: path].description }) { $0[keyPath: path] = $1 }
        spec.aliases = aliases
        return spec
    }

    /// An option that may stay unset; `unset` says in help what that means.
    static func option<Value>(
        _ name: String, _ path: WritableKeyPath<Options, Value?>, _ format: ValueFormat<Value>, unset: String? = nil,
        aliases: [String] = [], _ help: String
    ) -> Self {
        var spec = make(name, format, help, default: { _ in unset }) { $0[keyPath: path] = $1 }
        spec.aliases = aliases
        return spec
    }

    /// An option that may be given many times.
    static func repeated<Value>(
        _ name: String, _ path: WritableKeyPath<Options, [Value]>, _ format: ValueFormat<Value>,
        takesMany: Bool = false, _ help: String
    ) -> Self {
        var spec = make(name, format, help, default: { _ in nil }) { $0[keyPath: path].append($1) }
        spec.isRepeatable = true
        spec.takesMany = takesMany
        return spec
    }

    static func flag(_ name: String, _ path: WritableKeyPath<Options, Bool>, _ help: String) -> Self {
        make(name, ValueFormat.boolean, help, default: { _ in nil }) { $0[keyPath: path] = $1 }.standingAlone
    }

    static func flag(_ name: String, _ path: WritableKeyPath<Options, Bool?>, _ help: String) -> Self {
        make(name, ValueFormat.boolean, help, default: { _ in nil }) { $0[keyPath: path] = $1 }.standingAlone
    }

    /// A flag that is on unless `--no-name` turns it off, or the other way round.
    static func toggle(_ name: String, _ path: WritableKeyPath<Options, Bool>, _ help: String) -> Self {
        var spec = flag(name, path, help)
        spec.defaultText = { $0[keyPath: path] ? "on" : "off" }
        spec.isInvertible = true
        return spec
    }

    /// The same option for a struct that holds this one's.
    func lifted<Outer>(to path: WritableKeyPath<Outer, Options>) -> OptionSpec<Outer> {
        OptionSpec<Outer>(
            name: name, aliases: aliases, valueName: valueName, isInvertible: isInvertible, isRepeatable: isRepeatable,
            takesMany: takesMany, expectation: expectation, completion: completion, help: help,
            defaultText: { [defaultText] in defaultText($0[keyPath: path]) },
            apply: { [apply] in apply(&$0[keyPath: path], $1) }
        )
    }

    private static func make<Value>(
        _ name: String, _ format: ValueFormat<Value>, _ help: String,
        default defaultText: @escaping (Options) -> String?,
        store: @escaping (inout Options, Value) -> Void
    ) -> Self {
        OptionSpec(
            name: name, valueName: format.valueName, expectation: format.expectation, completion: format.completion,
            help: help, defaultText: defaultText
        ) { options, text in
            guard let value = format.parse(text) else { return false }
            store(&options, value)
            return true
        }
    }

    private var standingAlone: Self {
        var spec = self
        spec.valueName = nil
        spec.completion = .nothing
        return spec
    }
}
