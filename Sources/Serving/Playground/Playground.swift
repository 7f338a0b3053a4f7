package import HTTPServer
internal import Support

/// A page to talk to the models: plain HTML, CSS and JavaScript that asks the server it came from and nobody else.
package enum Playground {
    /// The page for browsers; whoever asks for anything else gets `links`.
    package static func routes(links: Response) -> [Route] {
        let files = PlaygroundFiles.all.mapValues(Entry.init)
        return [
            Route(.get, "/") { request in
                guard prefersPage(request), let page = files["index.html"] else { return links }
                return page.answer(to: request, name: "index.html")
            },
            Route(.get, "/playground/{name}") { request in
                guard let name = request.parameters["name"], name != "index.html", let file = files[name] else {
                    return Response(.notFound, body: .bytes([]))
                }
                return file.answer(to: request, name: name)
            },
        ]
    }

    /// Whether a path is the page's, which browsers must get before anybody has entered a key.
    package static func isFile(_ path: String) -> Bool {
        guard path.hasPrefix("/playground/") else { return false }
        return PlaygroundFiles.all[String(path.dropFirst("/playground/".count))] != nil
    }

    /// Scripts and curl ask for anything; only browsers ask for pages.
    private static func prefersPage(_ request: Request) -> Bool {
        request.headers["Accept"]?.contains("text/html") == true
    }

    private struct Entry: Sendable {
        let bytes: [UInt8]
        let tag: String

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
            var hasher = SipHasher128(key: .zero)
            bytes.withUnsafeBytes { hasher.combine($0) }
            tag = "\"\(hasher.finalize().hexadecimal)\""
        }

        /// Browsers keep the files and ask whether they have changed.
        func answer(to request: Request, name: String) -> Response {
            var headers = Playground.headers
            headers["ETag"] = tag
            if request.headers["If-None-Match"] == tag {
                return Response(.notModified, headers: headers, body: .bytes([]))
            }
            headers["Content-Type"] = PlaygroundFiles.type(of: name)
            return Response(headers: headers, body: .bytes(bytes))
        }
    }

    private static let headers: Headers = [
        "Content-Security-Policy":
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob: data:; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-cache",
    ]
}
