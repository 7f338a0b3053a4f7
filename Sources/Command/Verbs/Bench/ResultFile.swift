#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
internal import ServeBench
internal import Support

/// Where a result is kept.
struct ResultFile {
    private let options: BenchServeOptions
    private let result: ResultJSON

    init(_ options: BenchServeOptions, model: String) {
        self.options = options
        var result = ResultJSON(
            backend: options.backend.rawValue, label: options.label, model: model,
            tokenizer: options.skipsTokenizer ? nil : options.tokenizer ?? model, promptCount: options.promptCount)
        result.metadata = options.metadata.map { (key: $0.key, value: $0.value) }
        self.result = result
    }

    func save(_ run: BenchmarkRun) throws(Failure) {
        let name = options.resultFile ?? result.fileName(run)
        let path = options.resultFolder.map { "\($0)/\(name)" } ?? name
        let format = JSONFormat(escapesNonASCII: true)
        var text = JSONValue.object(result.object(run, options.report)).written(as: format)
        do {
            if let folder = options.resultFolder {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            }
            if options.appendsResult, let before = FileManager.default.contents(atPath: path), !before.isEmpty {
                text = String(decoding: before, as: UTF8.self) + "\n" + text
            }
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw Failure("the result cannot be written to '\(path)'; check the folder and its permissions")
        }
    }
}
