internal import HTTPServer
internal import Playground
internal import Support

/// The server explains itself.
struct ReferenceRoutes: Sendable {
    let version: String
    /// Whether browsers get the page to talk to the models.
    let hasPlayground: Bool

    var routes: [Route] {
        // They never change, so they are written once.
        let document = Array(OpenAPIDocument.document(version: version).written().utf8)
        let page = Array(ReferencePage.html(version: version).utf8)
        let links: JSONValue = [
            "name": "Dazzle", "version": .string(version), "docs": "/docs", "openapi": "/openapi.json",
        ]
        let front = Response(json: links.written())
        return (hasPlayground ? Playground.routes(links: front) : [Route(.get, "/") { _ in front }]) + [
            Route(.get, "/openapi.json") { _ in
                Response(headers: ["Content-Type": "application/json"], body: .bytes(document))
            },
            Route(.get, "/docs") { _ in Response(headers: Self.pageHeaders, body: .bytes(page)) },
        ]
    }

    private static let pageHeaders: Headers = [
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy":
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'",
        "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
    ]
}
