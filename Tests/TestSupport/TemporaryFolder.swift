internal import Foundation

/// A folder of a test's own, gone when the test is.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "dazzle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Copies a tiny model into it.
    package convenience init(copyOf model: String) throws {
        try self.init()
        for name in try FileManager.default.contentsOfDirectory(atPath: model) {
            try FileManager.default.copyItem(atPath: "\(model)/\(name)", toPath: "\(path)/\(name)")
        }
    }

    package func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }

    package func write(_ text: String, to name: String) throws { try write(bytes: Array(text.utf8), to: name) }

    package func write(bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(filePath: "\(path)/\(name)"))
    }

    /// Keeps the first bytes of a file only.
    package func truncate(_ name: String, to count: Int) throws {
        let url = URL(filePath: "\(path)/\(name)")
        try Data(contentsOf: url).prefix(count).write(to: url)
    }
}
