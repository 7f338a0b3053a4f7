import Foundation
import HTTPServer
import Support
import Testing

@testable import API

@Suite struct ReferenceTests {
    private func document() async throws -> JSONValue { try await ServiceHarness().get("/openapi.json").json }

    @Test func everyRouteIsInTheReferenceAndViceVersa() async throws {
        let served = Set(try await ServiceHarness().api.routes.map { "\($0.method.rawValue) \($0.pattern)" })
        let told = Set(
            EndpointSpec.all.flatMap { endpoint in endpoint.patterns.map { "\(endpoint.method.rawValue) \($0)" } })
        #expect(served.subtracting(told).isEmpty, "not in the reference")
        #expect(told.subtracting(served).isEmpty, "not served")
        let operations = try #require(try await document()["paths"]?.objectValue).flatMap { path, item in
            item.objectValue?.keys.map { "\($0.uppercased()) \(path)" } ?? []
        }
        #expect(Set(operations) == Set(told.map(\.asOpenAPIPath)))
    }

    @Test func theDocumentIsOpenAPI31() async throws {
        let document = try await document()
        #expect(document["openapi"]?.stringValue == "3.1.0")
        #expect(document["info"]?["version"]?.stringValue == "1.2.3")
        var operationIDs: [String] = []
        for (path, item) in try #require(document["paths"]?.objectValue) {
            #expect(path.hasPrefix("/"))
            for (_, operation) in try #require(item.objectValue) {
                operationIDs.append(try #require(operation["operationId"]?.stringValue))
                let declared = operation["parameters"]?.arrayValue?.compactMap { $0["name"]?.stringValue } ?? []
                let used = path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
                    String($0.dropFirst().dropLast())
                }
                #expect(declared == used)
                let responses = try #require(operation["responses"]?.objectValue)
                #expect(!responses.isEmpty)
                for (status, response) in responses {
                    #expect(Int(status) != nil)
                    #expect(response["description"]?.stringValue?.isEmpty == false)
                }
            }
        }
        #expect(Set(operationIDs).count == operationIDs.count)
    }

    @Test func everyReferenceInTheDocumentLeadsSomewhere() async throws {
        let document = try await document()
        var references: [String] = []
        func collect(_ value: JSONValue) {
            if let reference = value["$ref"]?.stringValue { references.append(reference) }
            value.arrayValue?.forEach(collect)
            value.objectValue?.values.forEach(collect)
        }
        collect(document)
        #expect(references.count > 10)
        for reference in Set(references) {
            let target = reference.split(separator: "/").dropFirst().reduce(Optional(document)) { $0?[String($1)] }
            #expect(target != nil, "\(reference)")
        }
    }

    @Test func examplesAreJSONAndHoldKnownFields() throws {
        for endpoint in EndpointSpec.all {
            for example in endpoint.answers.compactMap(\.example) {
                #expect(throws: Never.self, "\(example)") { try JSONValue(parsing: example) }
            }
            guard let body = endpoint.body else { continue }
            let text = try #require(endpoint.example)
            let example = try #require(try JSONValue(parsing: text).objectValue)
            let fields = body.fields
            #expect(Set(fields.map(\.name)).count == fields.count, "a field of \(body.name) comes twice")
            for key in example.keys { #expect(fields.contains { $0.name == key && $0.treatment != .refused }) }
            for field in fields where field.treatment == .required { #expect(example[field.name] != nil) }
        }
    }

    @Test func everyFieldThatIsReadIsInTheReference() {
        for endpoint in EndpointSpec.generation {
            let fields = endpoint.body?.fields ?? []
            for name in SamplingField.all.map(\.name) {
                #expect(fields.contains { $0.name == name && $0.treatment == .optional }, "\(name)")
            }
        }
    }

    @Test(arguments: EndpointSpec.generation.flatMap { $0.body?.fields ?? [] }.map { ($0.name, $0.treatment) })
    func fieldsAreRefusedWhereTheReferenceSaysSo(name: String, treatment: Field.Treatment) {
        let fields = Fields([name: ["audio"]])
        if treatment == .refused {
            let error = #expect(throws: APIError.self) { try RefusedFields.check(fields) }
            #expect(error?.parameter == name)
        } else {
            #expect(throws: Never.self) { try RefusedFields.check(fields) }
        }
    }

    @Test func shapesAreSchemas() {
        let shapes: [(Shape, String, String)] = [
            (.string, #"{"type":"string"}"#, "string"),
            (.integer(1...Int.max), #"{"type":"integer","minimum":1}"#, "integer, at least 1"),
            (.integer(), #"{"type":"integer"}"#, "integer"),
            (.number(-2...2), #"{"type":"number","minimum":-2.0,"maximum":2.0}"#, "number, -2 to 2"),
            (
                .either([.string, .array(.string)]),
                #"{"anyOf":[{"type":"string"},{"type":"array","items":{"type":"string"}}]}"#,
                "string, or list of strings"
            ),
            (.choice(["a", "b"]), #"{"type":"string","enum":["a","b"]}"#, #""a" or "b""#),
        ]
        for (shape, schema, words) in shapes {
            #expect(shape.schema.written() == schema)
            #expect(shape.words == words)
        }
    }

    @Test func thePageNeedsNothingFromElsewhere() async throws {
        let response = try await ServiceHarness().get("/docs")
        #expect(response.headers["Content-Type"] == "text/html; charset=utf-8")
        #expect(response.headers["Content-Security-Policy"]?.hasPrefix("default-src 'none'") == true)
        let page = response.text
        for forbidden in ["src=", "<link", "@import", "url(", "https://"] { #expect(!page.contains(forbidden)) }
        #expect(page.utf8.count < 100_000)
        for endpoint in EndpointSpec.all {
            #expect(page.contains(HTML.escaped(endpoint.curl)))
            for field in endpoint.body?.fields ?? [] { #expect(page.contains("<code>\(field.name)</code>")) }
        }
    }

    @Test func markupIsEscaped() {
        #expect(HTML.inline("a < `b & \"c\"` >") == "a &lt; <code>b &amp; &quot;c&quot;</code> &gt;")
    }

    @Test func theRootTellsTheWay() async throws {
        #expect(
            try await ServiceHarness().get("/").text
                == #"{"name":"Dazzle","version":"1.2.3","docs":"/docs","openapi":"/openapi.json"}"#)
    }
}

@Suite struct MarkdownPageTests {
    private var file: URL {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/api.md").standardized
    }

    @Test func isUpToDate() throws {
        #expect(try String(contentsOf: file, encoding: .utf8) == MarkdownPage.page(), "run 'make docs'")
    }

    @Test func tablesHaveAsManyCellsInEveryRow() {
        let lines = MarkdownPage.page().split(separator: "\n", omittingEmptySubsequences: false)
        for (line, next) in zip(lines, lines.dropFirst()) where line.hasPrefix("|") && next.hasPrefix("|") {
            func cells(_ row: Substring) -> Int { row.split(separator: "\\|").joined().filter { $0 == "|" }.count }
            #expect(cells(line) == cells(next), "\(next)")
        }
    }
}
