#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
internal import HTTPClient
internal import Hub
internal import Support

/// `dazzle pull`
enum Pull {
    static var verb: Verb {
        Verb(PullOptions.spec) { options, console in
            guard let name = options.name else { return }
            // What has come is kept however a pull ends, so Ctrl-C may end it at once.
            Signals.exitOnInterrupt()
            let result = try await pull(name, options, console)
            try console.output.write(result.folder + "\n")
        }
    }

    /// Pulls a model and shows how far it is.
    static func pull(_ name: RepositoryName, _ options: PullOptions, _ console: Console) async throws -> PullResult {
        Signals.ignoreFileSizeLimits()
        let environment = HubEnvironment(console.environment, read: smallFile)
        let display = PullDisplay(console, name: "\(name)", isQuiet: options.isQuiet)
        let puller = Puller(environment, http: try HTTPClient()) { display.show($0) }
        do {
            let result = try await puller.pull(options.request(name, environment))
            display.finish(result)
            return result
        } catch {
            display.finish(nil)
            throw error
        }
    }

    private static func smallFile(_ path: String) -> String? {
        guard let size = FileSize.bytes(of: path), size <= 4096, let data = try? Data(contentsOf: URL(filePath: path))
        else { return nil }
        return String(decoding: data, as: UTF8.self)
    }
}
