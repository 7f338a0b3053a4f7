internal import Support

/// `dazzle template TEMPLATE --messages FILE`
enum TemplateVerb {
    /// Writes a template out with its variables; the date stands for the present.
    typealias Render = (_ source: String, _ context: JSONObject, _ date: TemplateDate?) throws -> String

    static func run(_ options: TemplateOptions, _ console: Console, _ render: Render) throws {
        guard let path = options.source else { throw ArgumentError.missingArgument("TEMPLATE") }
        let request = try TemplateRequest(options)
        let source = try TemplateSource(path, withTools: request.tools != .null)
        try console.output.write(
            render(source.text, request.context(specialTokens: source.specialTokens), options.date))
    }
}
