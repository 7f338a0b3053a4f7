internal import HTTPServer
internal import Support

/// The reference as OpenAPI 3.1.
enum OpenAPIDocument {
    static func document(version: String) -> JSONValue {
        [
            "openapi": "3.1.0",
            "info": [
                "title": "Dazzle", "version": .string(version),
                "description": "Text and vision language models on OpenVINO, for clients of OpenAI, vLLM and OVMS.",
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "tags": .array(EndpointSpec.Topic.allCases.map { ["name": .string($0.rawValue)] }),
            "paths": .object(paths),
            "components": [
                "schemas": .object(schemas),
                "securitySchemes": ["key": ["type": "http", "scheme": "bearer"]],
            ],
        ]
    }

    private static var paths: JSONObject {
        var paths = JSONObject()
        for endpoint in EndpointSpec.all {
            for (place, pattern) in endpoint.patterns.enumerated() {
                let path = pattern.asOpenAPIPath
                var item = paths[path]?.objectValue ?? JSONObject()
                item[endpoint.method.rawValue.lowercased()] = operation(endpoint, pattern, isAlias: place > 0)
                paths[path] = .object(item)
            }
        }
        return paths
    }

    private static func operation(_ endpoint: EndpointSpec, _ pattern: String, isAlias: Bool) -> JSONValue {
        var operation: JSONObject = [
            "tags": [.string(endpoint.topic.rawValue)],
            "operationId": .string(name(endpoint.method, pattern)),
            "summary": .string(endpoint.summary),
            "description": .string(
                (endpoint.discussion + (isAlias ? ["The same as `\(endpoint.patterns[0])`."] : []))
                    .joined(separator: "\n\n")),
        ]
        let placeholders = pattern.split(separator: "/").filter { $0.hasPrefix("{") }
        if !placeholders.isEmpty {
            operation["parameters"] = .array(placeholders.map { parameter(String($0).asOpenAPIPath) })
        }
        if let body = endpoint.body {
            var content: JSONObject = ["schema": ["$ref": .string("#/components/schemas/\(body.name)")]]
            content["example"] = endpoint.example.flatMap { try? JSONValue(parsing: $0) }
            operation["requestBody"] = ["required": true, "content": ["application/json": .object(content)]]
        }
        operation["responses"] = .object(JSONObject(endpoint.answers.map { (String($0.status), answer($0, pattern)) }))
        operation["security"] = APIKey.isOpen(pattern) ? [] : [[:], ["key": []]]
        return .object(operation)
    }

    private static func parameter(_ placeholder: String) -> JSONValue {
        [
            "name": .string(String(placeholder.dropFirst().dropLast())), "in": "path", "required": true,
            "schema": ["type": "string"],
        ]
    }

    private static func answer(_ answer: EndpointSpec.Answer, _ pattern: String) -> JSONValue {
        var value: JSONObject = ["description": .string(answer.text)]
        guard let type = answer.type else { return .object(value) }
        var content = JSONObject()
        if let example = answer.example {
            content["example"] = (try? JSONValue(parsing: example)) ?? .string(example)
        } else if answer.status >= 400 {
            let schema = Dialect(path: pattern) == .modelServer ? "PlainError" : "Error"
            content["schema"] = ["$ref": .string("#/components/schemas/\(schema)")]
        }
        value["content"] = .object([type: .object(content)])
        return .object(value)
    }

    /// `postV1ChatCompletions`
    private static func name(_ method: Method, _ pattern: String) -> String {
        let words = pattern.split { "/{}.-_".contains($0) }.map { $0.prefix(1).uppercased() + $0.dropFirst() }
        return method.rawValue.lowercased() + (words.isEmpty ? "Root" : words.joined())
    }

    private static var schemas: JSONObject {
        var schemas: JSONObject = [
            "Error": [
                "type": "object", "required": ["error"],
                "properties": [
                    "error": [
                        "type": "object", "required": ["message", "type", "param", "code"],
                        "properties": [
                            "message": ["type": "string"], "type": ["type": "string"],
                            "param": ["type": ["string", "null"]], "code": ["type": "integer"],
                        ],
                    ]
                ],
            ],
            "PlainError": [
                "type": "object", "required": ["error"], "properties": ["error": ["type": "string"]],
            ],
        ]
        for body in EndpointSpec.all.compactMap(\.body) { schemas[body.name] = body.schema }
        return schemas
    }
}
