#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif
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

    fileprivate static var now: LocalTime {
        var seconds = time(nil)
        var parts = tm()
        localtime_r(&seconds, &parts)
        return LocalTime(
            year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday),
            hour: Int(parts.tm_hour), minute: Int(parts.tm_min), second: Int(parts.tm_sec))
    }
}
