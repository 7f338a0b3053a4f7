internal import Dazzle
internal import HTTPServer
internal import Support

/// What the server's machine computes with, as the `vlm-openvino-serving` microservice tells it.
struct DeviceRoutes: Sendable {
    /// Drivers may take their time.
    let pool: WorkPool

    var routes: [Route] {
        [
            Route(.get, "/device") { _ in
                let names = try await pool.run { try Device.list().map { JSONValue.string($0.name) } }
                return Response(json: JSONValue.object(["devices": .array(names)]).written())
            },
            Route(.get, "/device/{name}") { request in try await one(request.parameters["name"] ?? "") },
            Route(.post, "/device") { request in try await one(request.queryValue("device") ?? "") },
        ]
    }

    private func one(_ name: String) async throws -> Response {
        let found = try await pool.run { () throws -> (JSONObject?, [String]) in
            (try Device.properties(of: name), try Device.list().map(\.name))
        }
        guard let properties = found.0 else {
            let names = found.1.map { "'\($0)'" }.joined(separator: ", ")
            let message = "Device \(name) not found. Available devices: [\(names)]"
            return Response(.notFound, json: JSONValue.object(["error": .string(message)]).written())
        }
        return Response(json: JSONValue.object(properties).written())
    }
}
