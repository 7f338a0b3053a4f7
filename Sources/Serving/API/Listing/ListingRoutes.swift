internal import Dazzle
internal import HTTPServer
internal import Support

/// Which models there are.
struct ListingRoutes: Sendable {
    let catalog: ModelCatalog
    /// Reads the configuration again; false if nothing has changed. nil where there is none.
    let reload: (@Sendable () async throws -> Bool)?

    var routes: [Route] {
        ["/v1", "/v3", "/v3/v1"].flatMap { prefix in
            [
                Route(.get, "\(prefix)/models") { request in list(Dialect(path: request.path)) },
                Route(.get, "\(prefix)/models/{id...}") { request in
                    try one(request.parameters["id"] ?? "", Dialect(path: request.path))
                },
            ]
        } + [
            Route(.get, "/v1/config") { _ in Response(json: ConfigStatus.text(catalog)) },
            Route(.post, "/v1/config/reload") { _ in try await reloaded() },
        ]
    }

    /// As OpenVINO Model Server answers: 201 where something was loaded anew.
    private func reloaded() async throws -> Response {
        guard let reload else { return Response(json: ConfigStatus.text(catalog)) }
        do {
            let hasChanged = try await reload()
            return Response(hasChanged ? .created : .ok, json: ConfigStatus.text(catalog))
        } catch {
            throw APIError(.invalidValue, "Reloading config file failed: \(error)")
        }
    }

    private func list(_ dialect: Dialect) -> Response {
        let models = catalog.available.flatMap { served in served.entry.names.map { Self.card($0, served, dialect) } }
        let list: JSONValue =
            switch dialect {
            case .openAI: ["object": "list", "data": .array(models)]
            case .modelServer: ["data": .array(models), "object": "list"]
            }
        return Response(json: list.written())
    }

    private func one(_ name: String, _ dialect: Dialect) throws(APIError) -> Response {
        let served = try catalog.look(for: name)
        return Response(json: Self.card(name, served, dialect).written())
    }

    private static func card(_ name: String, _ served: ModelCatalog.Served, _ dialect: Dialect) -> JSONValue {
        let created = served.entry.created
        var card: JSONObject = [
            "id": .string(name), "object": "model", "created": .int(created), "owned_by": "dazzle",
        ]
        guard dialect == .openAI else { return .object(card) }
        card["root"] = .string(served.entry.root)
        card["parent"] = .some(.null)
        card["max_model_len"] = .int(served.model.info.contextLength)
        card["permission"] = [permission(name, created)]
        card["input_modalities"] = served.model.info.readsMedia ? ["text", "image", "video"] : ["text"]
        card["device"] = .string(served.model.info.device)
        return .object(card)
    }

    /// OpenAI gave up these long ago; vLLM still sends them, and some clients still read them.
    private static func permission(_ name: String, _ created: Int) -> JSONValue {
        [
            "id": .string("modelperm-\(name)"), "object": "model_permission", "created": .int(created),
            "allow_create_engine": false, "allow_sampling": true, "allow_logprobs": true,
            "allow_search_indices": false, "allow_view": true, "allow_fine_tuning": false, "organization": "*",
            "group": nil, "is_blocking": false,
        ]
    }
}
