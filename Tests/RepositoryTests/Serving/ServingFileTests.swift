import Foundation
import Support
import TestSupport
import Testing

@testable import Repository

@Suite("Files that people edit too")
struct ServingFileTests {
    private let folder: TemporaryFolder
    private var path: String { "\(folder.path)/f" }

    init() throws { folder = try TemporaryFolder() }

    private func content(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    }

    private func leftovers() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.contains(".new") }
    }

    @Test("Writing keeps the mode and the link, and leaves nothing behind")
    func replaces() throws {
        try folder.write("old", to: "f")
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        let link = "\(folder.path)/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "f")
        let file = try ServingFile(reading: link).replace(with: "new".utf8)
        #expect(file.content == Array("new".utf8))
        #expect(try content(path) == "new")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "f")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o640)
        #expect(try leftovers() == [])
    }

    @Test("What changed since it was read is not overwritten", arguments: ["edited", "created", "removed"])
    func changed(how: String) throws {
        if how != "created" { try folder.write("old", to: "f") }
        let file = try ServingFile(reading: path)
        if how == "removed" { try folder.remove("f") } else { try folder.write("theirs", to: "f") }
        let error = try #require(throws: DazzleError.self) { try file.replace(with: "ours".utf8) }
        #expect(error.message.contains("changed after it was read"))
        if how != "removed" { #expect(try content(path) == "theirs") }
        #expect(try leftovers() == [])
    }

    @Test("Of many writers at once one wins each time, and no change is lost", arguments: [true, false])
    func concurrent(exists: Bool) async throws {
        if exists { try folder.write("", to: "f") }
        let path = path
        let wins = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<20).reduce(0) { count, _ in
                        guard let file = try? ServingFile(reading: path) else { return count }
                        return (try? file.replace(with: (file.content ?? []) + [0x2E])) == nil ? count : count + 1
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wins > 0)
        #expect(try content(path).utf8.count == wins)
        #expect(try leftovers() == [])
    }

    @Test("What is no ordinary, small file is refused")
    func unreadable() throws {
        let folderError = try #require(throws: DazzleError.self) { try ServingFile(reading: folder.path) }
        #expect(folderError.message.contains("it is no ordinary file"))
        try folder.write(bytes: [UInt8](repeating: 0x20, count: ServingFile.maximumBytes + 1), to: "f")
        let sizeError = try #require(throws: DazzleError.self) { try ServingFile(reading: path) }
        #expect(sizeError.message.contains("it exceeds 16 MiB"))
    }

    @Test("A folder that does not exist is named")
    func unwritable() throws {
        let file = try ServingFile(reading: "\(folder.path)/none/f")
        let error = try #require(throws: DazzleError.self) { try file.replace(with: "x".utf8) }
        #expect(error.message.hasPrefix("\(folder.path)/none/f cannot be written: No such file or directory; "))
    }
}
