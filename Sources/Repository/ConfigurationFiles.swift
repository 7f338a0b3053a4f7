#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
internal import Support

/// The small files of a model folder.
struct ConfigurationFiles {
    let folder: String

    /// nil if there is no such file.
    func text(_ name: String) throws(DazzleError) -> String? {
        guard let bytes = try bytes(name) else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw DazzleError(.invalidModel, "\(folder)/\(name) is no UTF-8 text; copy it again")
        }
        return text
    }

    /// nil if there is no such file.
    func object(_ name: String) throws(DazzleError) -> JSONObject? {
        guard let bytes = try bytes(name) else { return nil }
        do {
            guard let object = try JSONValue(parsing: bytes).objectValue else {
                throw DazzleError(.invalidModel, "\(folder)/\(name) is no JSON object; copy it again")
            }
            return object
        } catch let error as DazzleError {
            throw error
        } catch {
            throw DazzleError(.invalidModel, "\(folder)/\(name) is damaged: \(error)", cause: error)
        }
    }

    private func bytes(_ name: String) throws(DazzleError) -> Data? {
        let path = folder + "/" + name
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            return try Data(contentsOf: URL(filePath: path))
        } catch {
            throw DazzleError(.modelNotFound, "\(path) cannot be read: \(error)", cause: error)
        }
    }
}
