internal import Support

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Keeps what OpenVINO leaves in its `CACHE_DIR` trustworthy. OpenVINO itself takes any file of the right name.
///
/// Each model has a folder named after everything the compiled form depends on and OpenVINO does not look at, so a changed model
/// never meets old files. Beside them lie their fingerprints; what has none, or another one, is removed and compiled again.
struct CompileCache {
    static let property = "CACHE_DIR"
    private static let ledgerName = "fingerprints.json"

    let folder: String

    /// nil if nothing can be written there: then models are compiled each time.
    ///
    /// - Parameter model: the IR that is to be compiled.
    init?(root: String, model: String, device: String) {
        let weights = (model.hasSuffix(".xml") ? model.dropLast(4) + ".bin" : model)
        var hasher = SipHasher128(key: .zero)
        for text in [Core.version, device] { text.utf8.forEach { hasher.combine(UInt64($0)) } }
        hasher.combine(FileFingerprint.ofContent(model) ?? .zero)
        hasher.combine(FileFingerprint.ofStatus(weights) ?? .zero)
        folder = root + "/" + hasher.finalize().hexadecimal
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        guard FileManager.default.isWritableFile(atPath: folder) else {
            Log.warning(
                "nothing can be written to \(folder), so the compiled model is not kept; choose another --cache-dir")
            return nil
        }
        removeDistrusted()
    }

    private var ledger: String { folder + "/" + Self.ledgerName }

    private func blobs() -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0 != Self.ledgerName }
    }

    private func removeDistrusted() {
        let known = (FileManager.default.contents(atPath: ledger))
            .flatMap { try? JSONValue(parsing: String(decoding: $0, as: UTF8.self)).objectValue }
        for name in blobs() {
            let path = folder + "/" + name
            guard known?[name]?.stringValue != FileFingerprint.ofContent(path)?.hexadecimal else { continue }
            Log.warning("\(path) is not what was written there, so it is removed and the model compiled anew")
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    /// After the model has been compiled: notes what lies there now.
    func seal() {
        var entries = JSONObject()
        for name in blobs().sorted() {
            if let print = FileFingerprint.ofContent(folder + "/" + name) { entries[name] = .string(print.hexadecimal) }
        }
        let data = Data(JSONValue.object(entries).written(as: .python).utf8)
        // Without it everything is compiled again next time, and nothing else is lost.
        try? data.write(to: URL(fileURLWithPath: ledger), options: .atomic)
    }
}

extension Core {
    /// Compiles a model that was read from `path`, or takes it from the folder that the property `CACHE_DIR` names.
    package func compile(
        _ model: borrowing Model, from path: String, for device: String, _ properties: [String: String]
    ) throws(OpenVINOError) -> CompiledModel {
        var properties = properties
        guard let root = properties.removeValue(forKey: CompileCache.property), !root.isEmpty,
            let cache = CompileCache(root: root, model: path, device: device)
        else { return try compile(model, for: device, properties) }
        properties[CompileCache.property] = cache.folder
        let compiled = try compile(model, for: device, properties)
        cache.seal()
        return compiled
    }
}
