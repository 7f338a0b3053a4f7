package import Support

/// A compiled chat template. It renders as Jinja 3.1 does in the environment that transformers sets up for chat
/// templates: sandboxed, `trim_blocks` and `lstrip_blocks` on, with loop controls, `{% generation %}`, `tojson`,
/// `raise_exception` and `strftime_now`. Compile once, render from any number of threads.
package struct Template: Sendable {
    private let source: SourceText
    private let body: Body
    private let names: [String]

    package init(_ source: String) throws(JinjaError) {
        guard source.utf8.count <= RenderLimits.sourceBytes else {
            throw .limit("The template is longer than \(RenderLimits.sourceBytes) bytes")
        }
        self.source = SourceText(source)
        var parser = try Parser(self.source)
        body = try parser.parseTemplate()
        names = parser.names
    }

    /// The text that the template gives for these variables; the clock answers `strftime_now`.
    package func render(
        _ context: JSONObject, limits: RenderLimits = RenderLimits(), clock: @escaping () -> LocalTime
    ) throws(JinjaError) -> String {
        var variables: [Value?] = []
        variables.reserveCapacity(names.count)
        for name in names {
            if let given = context[name] {
                variables.append(try Value(given))
            } else {
                variables.append(Globals.value(named: name))
            }
        }
        let renderer = Renderer(names: names, variables: variables, limits: limits, clock: clock)
        defer { renderer.finish() }
        do {
            _ = try renderer.run(body)
        } catch {
            throw located(error, renderer.offset)
        }
        return renderer.output
    }

    private func located(_ error: JinjaError, _ offset: Int) -> JinjaError {
        guard error.line == 0 else { return error }
        var error = error
        (error.line, error.column) = source.position(of: offset)
        return error
    }
}
