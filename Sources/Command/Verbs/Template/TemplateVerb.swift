internal import Dazzle
internal import Jinja
internal import Support

/// `dazzle template TEMPLATE --messages FILE`
enum TemplateVerb {
    static var verb: Verb { Verb(TemplateOptions.spec, run) }

    static func run(_ options: TemplateOptions, _ console: Console) throws {
        guard let path = options.source else { throw ArgumentError.missingArgument("TEMPLATE") }
        let request = try TemplateRequest(options)
        let source = try TemplateSource(path, withTools: request.tools != .null)
        let time = options.date.map(LocalTime.init) ?? .now
        let prompt = try Template(source.text)
            .render(request.context(specialTokens: source.specialTokens), clock: { time })
        try console.output.write(prompt)
    }
}

extension LocalTime {
    fileprivate init(_ date: TemplateDate) {
        self.init(
            year: date.year, month: date.month, day: date.day, hour: date.hour, minute: date.minute,
            second: date.second)
    }
}
