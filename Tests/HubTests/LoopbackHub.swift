internal import Hub
internal import Synchronization
internal import TestSupport

@testable import Hub

/// A hub like Hugging Face's with one model, in which the tests decide how each request for a file is answered.
final class LoopbackHub: Sendable {
    typealias Answer = @Sendable (_ connection: Connection, _ bytes: [UInt8], _ start: Int) -> Void

    let files: [String: [UInt8]]
    private let answer: Answer
    private let asked = Mutex<[String]>([])
    private let server = Mutex<LoopbackServer?>(nil)

    static let commit = String(repeating: "c", count: 40)

    init(_ files: [String: [UInt8]], answer: @escaping Answer = LoopbackHub.whole) throws {
        self.files = files
        self.answer = answer
        let server = try LoopbackServer { [weak self] connection in
            while let request = connection.request(), let self { respond(request, connection) }
        }
        self.server.withLock { $0 = server }
    }

    var url: String { server.withLock { $0?.url ?? "" } }
    /// The lines that requests for files began with, and their ranges.
    var requests: [String] { asked.withLock { $0 } }

    static func whole(_ connection: Connection, _ bytes: [UInt8], _ start: Int) {
        let range = "Content-Range: bytes \(start)-\(bytes.count - 1)/\(bytes.count)\r\n"
        connection.send(
            "HTTP/1.1 \(start > 0 ? 206 : 200) OK\r\n\(start > 0 ? range : "")Content-Length: \(bytes.count - start)\r\n\r\n"
        )
        connection.send(Array(bytes[start...]))
    }

    private func respond(_ request: String, _ connection: Connection) {
        let path = request.split(separator: " ").dropFirst().first ?? ""
        if path.contains("/revision/") { return document(#"{"sha": "\#(Self.commit)"}"#, connection) }
        if path.contains("/tree/") {
            return document("[\(files.keys.sorted().map(entry).joined(separator: ","))]", connection)
        }
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        let range = request.split(separator: "\r\n").first { $0.lowercased().hasPrefix("range: bytes=") }
        let start = range.flatMap { Int($0.dropFirst(13).dropLast()) } ?? 0
        asked.withLock { $0.append("\(name) \(start)") }
        answer(connection, files[name] ?? [], start)
    }

    private func entry(_ name: String) -> String {
        let bytes = files[name] ?? []
        let digest = try? ContentDigest(like: .sha256(""), size: bytes.count)
        digest?.update(bytes.span.bytes)
        let sha256 = digest?.finish()?.digits ?? ""
        return
            #"{"type": "file", "path": "\#(name)", "size": 1, "lfs": {"oid": "\#(sha256)", "size": \#(bytes.count)}}"#
    }

    private func document(_ text: String, _ connection: Connection) {
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)")
    }
}
