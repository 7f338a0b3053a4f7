internal import HTTPServer
internal import Support

/// The reference page, docs/api.md, from the same tables as the OpenAPI document.
package enum MarkdownPage {
    package static func page() -> String {
        [
            """
            # HTTP API

            <!-- Made from the tables in Sources/Serving/API. Change them, then run `make docs`. -->

            `dazzle serve MODEL` answers clients of OpenAI, vLLM and OpenVINO Model Server (OVMS). The running server tells the
            same as this page at `/docs`, and as an OpenAPI 3.1 document at `/openapi.json`.

            ```sh
            \(EndpointSpec.generation[0].curl)
            ```

            ```python
            from openai import OpenAI

            client = OpenAI(base_url="http://127.0.0.1:8000/v1", api_key="unused")
            stream = client.chat.completions.create(
                model="qwen", messages=[{"role": "user", "content": "Why are zebras striped?"}], stream=True)
            for event in stream:
                print(event.choices[0].delta.content or "", end="")
            ```
            """,
            dialects, "## Paths", paths, generation, tokens, streams, errors, limits, keys, figures, log,
        ].joined(separator: "\n\n") + "\n"
    }

    private static let dialects = """
        ## Dialects

        A path's beginning says whose words the server speaks. What it does is the same.

        | | `/v1`, and paths without a version | `/v3`, `/v3/v1` |
        |---|---|---|
        | as | OpenAI and vLLM | OpenVINO Model Server |
        | error | `{"error": {"message", "type", "param", "code"}}` | `{"error": "message"}` |
        | body that is no JSON object | 400 | 412 |
        | wrong method | 405 | 406 |
        | `best_of` above 1 | draws candidates | is the number of beams |
        | `max_tokens` of `completions` | 16 unless given | what the context holds |
        | tools with `tool_choice: none` | stay visible to the template | are hidden from it |
        | a model's card | as vLLM's | `id`, `object`, `created`, `owned_by` |

        Fields that are null count as absent. Fields that no table names are ignored. Fields that ask for something the server
        cannot do are refused with a 400 that names them.
        """

    private static var paths: String {
        let rows = EndpointSpec.all.map { endpoint in
            let patterns = endpoint.patterns.map { "`\($0)`" }.joined(separator: " ")
            return "| \(endpoint.method.rawValue) | \(patterns) | \(cell(endpoint.summary)) |"
        }
        return "| | path | |\n|---|---|---|\n" + rows.joined(separator: "\n")
            + "\n\n`OPTIONS` on any path answers a browser's question before it sends a request."
    }

    // MARK: Endpoints

    private static var generation: String {
        let both = GenerationFields.shared.map { table($0) }
        return (EndpointSpec.generation.map(section) + ["## Fields of both"] + both).joined(separator: "\n\n")
    }

    private static var tokens: String { EndpointSpec.tokens.map(section).joined(separator: "\n\n") }

    private static func section(_ endpoint: EndpointSpec) -> String {
        var parts = ["## POST \(endpoint.patterns[0])", endpoint.summary] + endpoint.discussion
        parts.append("```sh\n\(endpoint.curl)\n```")
        if let example = endpoint.answers.first?.example { parts.append("```json\n\(indented(example))\n```") }
        let shared = Set(GenerationFields.shared.map(\.title))
        parts += (endpoint.body?.groups ?? []).filter { !shared.contains($0.title) }.map(table)
        return parts.joined(separator: "\n\n")
    }

    private static func indented(_ example: String) -> String {
        (try? JSONValue(parsing: example))?.written(as: JSONFormat(indent: "  ")) ?? example
    }

    private static func table(_ group: FieldGroup) -> String {
        let title = group.title.isEmpty ? "" : "### \(group.title)\n\n"
        let isUnused = group.fields.allSatisfy { $0.treatment == .ignored || $0.treatment == .refused }
        let rows = group.rows.map { fields in
            let names = fields.map { "`\($0.name)`" }.joined(separator: " ")
            let field = fields[0]
            if isUnused { return "| \(names) | \(cell(field.text)) |" }
            return "| \(names) | \(cell(field.shape.words)) | \(cell(field.tableText)) | \(cell(field.defaultText)) |"
        }
        let head = isUnused ? "| field | because |\n|---|---|\n" : "| field | holds | | default |\n|---|---|---|---|\n"
        return title + head + rows.joined(separator: "\n")
    }

    static func cell(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
