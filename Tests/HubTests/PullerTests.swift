internal import Foundation
internal import HTTPClient
internal import Synchronization
internal import TestSupport
import Testing

@testable import Hub

/// Whole pulls from a hub on loopback.
@Suite(.timeLimit(.minutes(1)))
struct PullerTests {
    private let folder: TemporaryFolder
    private static let files = [
        "config.json": Array("{}".utf8), "model.bin": (0..<300_000).map { UInt8(truncatingIfNeeded: $0 / 7) },
    ]

    init() throws { folder = try TemporaryFolder() }

    private var target: String { folder.path + "/model" }

    private func pull(
        _ hub: LoopbackHub, report: @escaping @Sendable (PullEvent) -> Void = { _ in }
    ) async throws -> PullResult {
        let environment = HubEnvironment(["HOME": folder.path, "HF_ENDPOINT": hub.url])
        let request = PullRequest(
            try #require(RepositoryName("a/b")), source: .huggingFace, target: .folder(target), jobs: 2)
        var puller = Puller(environment, http: try HTTPClient(), report: report)
        puller.fileSchedule.first = .milliseconds(1)
        return try await puller.pull(request)
    }

    private func content() throws -> [String: [UInt8]] {
        var content: [String: [UInt8]] = [:]
        for path in try FileTree.files(below: target) where path != PullRecord.fileName {
            content[path] = try Array(Data(contentsOf: URL(filePath: "\(target)/\(path)")))
        }
        return content
    }

    @Test func bringsAllThenNothing() async throws {
        let hub = try LoopbackHub(Self.files)
        let first = try await pull(hub)
        #expect(first.downloadedBytes == 300_002 && !first.wasUpToDate && first.commit == LoopbackHub.commit)
        #expect(try content() == Self.files)
        // As if the process had ended after its last step.
        try FileTree.makeFolder(folder.path + "/.model.pull/files/old")
        let second = try await pull(hub)
        #expect(FileTree.kind(of: folder.path + "/.model.pull") == nil)
        #expect(second.wasUpToDate && second.downloadedBytes == 0)
        #expect(hub.requests.sorted() == ["config.json 0", "model.bin 0"])
    }

    /// The first answer ends in the middle; the second request must ask for exactly the rest.
    @Test func goesOnAfterADroppedLine() async throws {
        let hub = try LoopbackHub(Self.files) { connection, bytes, start in
            guard bytes.count > 2, start == 0 else { return LoopbackHub.whole(connection, bytes, start) }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(bytes.count)\r\n\r\n")
            connection.send(Array(bytes[..<123_456]))
            connection.end()
        }
        _ = try await pull(hub)
        #expect(try content() == Self.files)
        #expect(hub.requests.contains("model.bin 123456"))
    }

    @Test func aHubThatSendsTooMuchIsRefused() async throws {
        let hub = try LoopbackHub(Self.files) { connection, bytes, start in
            LoopbackHub.whole(connection, bytes + [1], start)
        }
        let error = try #require(await #expect(throws: HubError.self) { try await pull(hub) })
        #expect(error.code == .corrupt && FileTree.kind(of: target) == nil)
    }

    /// The same part over and over is no progress, however much is sent.
    @Test func aHubThatNeverEndsAFileIsGivenUp() async throws {
        let hub = try LoopbackHub(["model.bin": Self.files["model.bin"] ?? []]) { connection, bytes, start in
            let answers = ["200 OK\r\nContent-Length: 5\r\n\r\nabcde", "416 No\r\nContent-Length: 0\r\n\r\n"]
            connection.send("HTTP/1.1 \(answers[start > 0 ? 1 : 0])")
        }
        await #expect(throws: HubError.self) { try await pull(hub) }
    }

    @Test func cancellingKeepsWhatHasCome() async throws {
        let hub = try LoopbackHub(Self.files) { connection, bytes, start in
            guard bytes.count > 2, start == 0 else { return LoopbackHub.whole(connection, bytes, start) }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(bytes.count)\r\n\r\n")
            connection.send(Array(bytes[..<200_000]))
            connection.waitForClose()
        }
        let came = Gate()
        let received = Mutex(0)
        let task = Task {
            try await pull(hub) { event in
                guard case .received(_, let bytes) = event else { return }
                let all = received.withLock { received in
                    received += bytes
                    return received
                }
                if all >= 150_000 { came.open() }
            }
        }
        await came.wait()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(FileTree.kind(of: target) == nil)
        let result = try await pull(hub)
        #expect(result.downloadedBytes < 300_002 - 100_000)
        #expect(try content() == Self.files)
    }

    @Test func aSecondPullWaitsForTheFirst() async throws {
        let waiting = Gate()
        let hub = try LoopbackHub(Self.files) { connection, bytes, start in
            if bytes.count > 2 { waiting.block() }
            LoopbackHub.whole(connection, bytes, start)
        }
        async let first = pull(hub)
        async let second = pull(hub) { if case .waitingForOther = $0 { waiting.open() } }
        async let third = pull(hub) { if case .waitingForOther = $0 { waiting.open() } }
        let results = try await [first, second, third]
        #expect(results.count { $0.wasUpToDate } == 2)
        #expect(hub.requests.count == 2)
        #expect(try content() == Self.files)
    }
}
