internal import HTTPServer
internal import Support

/// The reference as a page that needs nothing from elsewhere.
enum ReferencePage {
    static func html(version: String) -> String {
        """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Dazzle API</title>
        <style>\(style)</style>
        <nav>
        <b>Dazzle \(HTML.escaped(version))</b>
        \(EndpointSpec.Topic.allCases.map(links).joined())<a href="/openapi.json">openapi.json</a>
        </nav>
        <main>
        <h1>Dazzle API</h1>
        <p>Paths under <code>/v1</code> answer as OpenAI and vLLM do, paths under <code>/v3</code> as OpenVINO Model Server
        does. Fields that are null count as absent, fields that no table names are ignored.</p>
        \(EndpointSpec.Topic.allCases.map(section).joined())</main>
        <script>\(script)</script>
        </html>

        """
    }

    private static func endpoints(_ topic: EndpointSpec.Topic) -> [EndpointSpec] {
        EndpointSpec.all.filter { $0.topic == topic }
    }

    private static func anchor(_ endpoint: EndpointSpec) -> String {
        endpoint.method.rawValue.lowercased() + endpoint.patterns[0].map { $0.isLetter || $0.isNumber ? $0 : "-" }
    }

    private static func links(_ topic: EndpointSpec.Topic) -> String {
        endpoints(topic).reduce("<h2>\(topic.rawValue)</h2>\n") { text, endpoint in
            text
                + "<a href=\"#\(anchor(endpoint))\"><i>\(endpoint.method.rawValue)</i> "
                + "\(HTML.escaped(endpoint.patterns[0]))</a>\n"
        }
    }

    private static func section(_ topic: EndpointSpec.Topic) -> String {
        "<h2>\(topic.rawValue)</h2>\n" + endpoints(topic).map(article).joined()
    }

    private static func article(_ endpoint: EndpointSpec) -> String {
        let others = endpoint.patterns.dropFirst().map { "<code>\(HTML.escaped($0))</code>" }
        let path = HTML.escaped(endpoint.patterns[0])
        var parts = [
            "<article id=\"\(anchor(endpoint))\">",
            "<h3><i class=\"\(endpoint.method.rawValue)\">\(endpoint.method.rawValue)</i> \(path)</h3>",
            "<p>\(HTML.inline(endpoint.summary))</p>",
        ]
        if !others.isEmpty { parts.append("<p>Also \(others.joined(separator: ", ")).</p>") }
        parts += endpoint.discussion.map { "<p>\(HTML.inline($0))</p>" }
        parts.append("<pre class=\"curl\">\(HTML.escaped(endpoint.curl))</pre>")
        parts += endpoint.body?.groups.map(table) ?? []
        parts += endpoint.answers.map(answer)
        return (parts + ["</article>\n"]).joined(separator: "\n")
    }

    private static func table(_ group: FieldGroup) -> String {
        let rows = group.rows.map { fields in
            let names = fields.map { "<code>\(HTML.escaped($0.name))</code>" }.joined(separator: ", ")
            let field = fields[0]
            return "<tr class=\"\(field.treatment)\"><td>\(names)<td>\(HTML.escaped(field.shape.words))"
                + "<td>\(HTML.inline(field.tableText))<td>\(HTML.inline(field.defaultText))"
        }
        return (group.title.isEmpty ? "" : "<h4>\(HTML.escaped(group.title))</h4>\n")
            + "<table><tr><th>field<th>holds<th>meaning<th>default\n" + rows.joined(separator: "\n") + "\n</table>"
    }

    private static func answer(_ answer: EndpointSpec.Answer) -> String {
        let line = "<p><b>\(answer.status)</b> \(HTML.inline(answer.text))</p>"
        return answer.example.map { line + "\n<pre>\(HTML.escaped(indented($0)))</pre>" } ?? line
    }

    private static func indented(_ example: String) -> String {
        guard let value = try? JSONValue(parsing: example) else { return example }
        return value.written(as: JSONFormat(indent: "  "))
    }

    private static let style = """
        :root{color-scheme:light dark;--line:#8884;--soft:#8881}
        body{margin:0;font:15px/1.5 system-ui,sans-serif;display:grid;grid-template-columns:17rem 1fr}
        nav{position:sticky;top:0;height:100vh;overflow:auto;padding:1rem;box-sizing:border-box;border-right:1px solid var(--line)}
        nav a{display:block;color:inherit;text-decoration:none;font-size:13px;padding:1px 0}
        nav a:hover{text-decoration:underline} nav h2{font-size:13px;margin:1rem 0 .2rem;opacity:.6}
        main{padding:1rem 2rem;max-width:60rem;min-width:0}
        i{font-style:normal;font-size:.8em;font-weight:600;opacity:.7}
        article{border-top:1px solid var(--line);padding:.5rem 0 1rem}
        pre,code{font:13px/1.45 ui-monospace,monospace}
        pre{background:var(--soft);padding:.7rem;overflow:auto;border-radius:6px} .curl{cursor:copy}
        table{border-collapse:collapse;width:100%;margin:.5rem 0} th,td{text-align:left;vertical-align:top;padding:.25rem .5rem;
        border-bottom:1px solid var(--line)} th{font-weight:600} .ignored,.refused{opacity:.65}
        @media(max-width:50rem){body{display:block}nav{position:static;height:auto;border:0}main{padding:1rem}}
        """

    /// The example lines name this very server, and a click copies them.
    private static let script = """
        for(const e of document.querySelectorAll('.curl')){
        e.textContent=e.textContent.replace('http://127.0.0.1:8000',location.origin);
        e.title='click to copy';e.onclick=()=>navigator.clipboard&&navigator.clipboard.writeText(e.textContent)}
        """
}

/// Text as HTML.
enum HTML {
    static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    /// With what stands between backticks as code.
    static func inline(_ text: String) -> String {
        text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { place, part in
            place % 2 == 1 ? "<code>\(escaped(String(part)))</code>" : escaped(String(part))
        }.joined()
    }
}
