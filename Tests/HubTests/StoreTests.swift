internal import Foundation
internal import TestSupport
import Testing

@testable import Hub

/// What a pull does on the disk.
struct StoreTests {
    private let folder: TemporaryFolder
    private let folders: PullFolders

    init() throws {
        folder = try TemporaryFolder()
        folders = PullFolders(target: folder.path + "/model")
    }

    private static let hello = FileDigest(sha256: "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03")

    private func file(_ path: String = "a", size: Int = 6, digest: FileDigest? = hello) throws -> HubFile {
        HubFile(path: try #require(HubPath(path)), size: size, digest: digest)
    }

    private func text(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }

    private func write(_ text: String, _ path: String) throws {
        try FileTree.makeFolder(above: path)
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    // MARK: Parts

    @Test(arguments: ["", "h", "hello", "hello\n"])
    func partsGoOnWhereTheyEnded(had: String) throws {
        let path = folder.path + "/part"
        try write(had, path)
        let part = try PartFile(try file(), at: path)
        #expect(part.length == had.utf8.count)
        try part.append(Array("hello\n".utf8.dropFirst(had.utf8.count)))
        #expect(try part.isComplete())
        #expect(text(path) == "hello\n")
    }

    @Test func aPartThatIsTooLongBeginsAnew() throws {
        try write("hello, hello", folder.path + "/part")
        #expect(try PartFile(try file(), at: folder.path + "/part").length == 0)
    }

    @Test func wrongBytesAreNoticed() throws {
        let part = try PartFile(try file(), at: folder.path + "/part")
        try part.append(Array("jello\n".utf8))
        #expect(try !part.isComplete())
        try part.restart()
        #expect(throws: HubError.self) { try part.append(Array("hello, hello".utf8)) }
        try part.append(Array("hello\n".utf8))
        #expect(try part.isComplete())
    }

    @Test func equalFilesHavePartsOfTheirOwn() throws {
        let names = try ["a", "b", "A", "x/a", "x%2Fa", "x/%61"].map { try folders.part(of: try file($0)) }
        #expect(Set(names).count == names.count)
        #expect(try folders.part(of: try file("a", digest: nil)) != names[0])
        #expect(
            names.allSatisfy {
                $0.hasPrefix(folders.parts + "/") && !$0.dropFirst(folders.parts.count + 1).contains("/")
            })
    }

    // MARK: Publication

    @Test(arguments: [true, false])
    func theTargetIsReplacedAtOnce(exists: Bool) throws {
        if exists {
            try write("old", folders.target + "/a")
            try write("mine", folders.target + "/sub/own")
            try write("stale", folders.target + "/stale")
        }
        let publication = Publication(folders: folders)
        try publication.prepare()
        try write("new", folders.files + "/a")
        try publication.carryOver(except: ["a"]) { $0 == "stale" }
        #expect(text(folders.target + "/a") == (exists ? "old" : nil))
        try publication.publish()
        #expect(text(folders.target + "/a") == "new")
        #expect(text(folders.target + "/sub/own") == (exists ? "mine" : nil))
        #expect(text(folders.target + "/stale") == nil)
    }

    @Test func aReplacementThatEndedInTheMiddleIsUndone() throws {
        try write("old", folders.staging + "/old/a")
        try Publication(folders: folders).prepare()
        #expect(text(folders.target + "/a") == "old")
        #expect(FileTree.kind(of: folders.staging + "/old") == nil)
    }

    @Test func strangersAreRemovedFromTheStage() throws {
        try write("x", folders.files + "/a/b")
        try write("x", folders.files + "/c")
        try Publication(folders: folders).removeStrangers(except: ["c"])
        #expect(try FileTree.files(below: folders.files) == ["c"])
    }

    // MARK: The lock

    @Test func oneAtATime() throws {
        let first = try PullLock.take(folders)
        if try PullLock.take(folders) != nil { Issue.record("two have the lock") }
        #expect(PullLock.holder(folders) == Int(ProcessInfo.processInfo.processIdentifier))
        first?.removeStaging(folders)
        #expect(FileTree.kind(of: folders.staging) == nil)
        if try PullLock.take(folders) == nil { Issue.record("nobody can have the lock") }
    }

    // MARK: The record

    @Test func recordsAreReadAsWritten() throws {
        let record = PullRecord(
            source: .modelScope, repository: try #require(RepositoryName("a/b")),
            revision: try #require(Revision("v1")),
            commit: nil, files: [try file(), try file("b/c", size: 0, digest: nil)])
        try record.write(in: folder.path)
        #expect(PullRecord(in: folder.path) == record)
    }

    @Test(arguments: ["", "{}", "[]", #"{"source": "x", "repository": "a", "revision": "b", "files": []}"#])
    func rubbishIsNoRecord(text: String) throws {
        try write(text, folder.path + "/" + PullRecord.fileName)
        #expect(PullRecord(in: folder.path) == nil)
    }

    @Test func hostilePathsInARecordAreLeftOut() throws {
        try write(
            #"{"source": "huggingface", "repository": "a", "revision": "b", "files": [{"path": "../x", "size": 1}]}"#,
            folder.path + "/" + PullRecord.fileName)
        #expect(PullRecord(in: folder.path)?.files == [])
    }

    // MARK: What the target holds

    @Test func tellsWhoHasWrittenAFile() throws {
        try write("hello\n", folders.target + "/a")
        let name = try #require(RepositoryName("a/b"))
        let revision = try #require(Revision("main"))
        #expect(try TargetState(folders.target).found(file()) {} == .same)
        let other = FileDigest(gitBlob: String(repeating: "0", count: 40))
        #expect(try TargetState(folders.target).found(file(digest: other)) {} == .foreign)
        #expect(try TargetState(folders.target).found(file("missing")) {} == .absent)
        let record = PullRecord(
            source: .huggingFace, repository: name, revision: revision, commit: "1", files: [try file()])
        try record.write(in: folders.target)
        #expect(TargetState(folders.target).result(ifIt: record) != nil)
        #expect(try TargetState(folders.target).found(file(digest: other)) {} == .pulled)
        try write("hello, world", folders.target + "/a")
        #expect(TargetState(folders.target).result(ifIt: record) == nil)
        #expect(try TargetState(folders.target).found(file()) {} == .foreign)
    }

    // MARK: Folders

    @Test func pathsBecomeAbsolute() throws {
        try FileTree.makeFolder(folder.path + "/real/sub")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/link", withDestinationPath: folder.path + "/real")
        let real = try FileTree.absolute(folder.path)
        #expect(try FileTree.absolute(folder.path + "/link/sub/../new//x/./y/") == real + "/real/new/x/y")
        #expect(try FileTree.absolute("/") == "/")
        #expect(try FileTree.absolute("here").hasSuffix("/here"))
        #expect(throws: HubError.self) { try FileTree.absolute(folder.path + "/none/../x") }
        try write("x", folder.path + "/file")
        #expect(throws: HubError.self) { try FileTree.absolute(folder.path + "/file/x") }
    }

    @Test func noFolderTakesThePlaceOfADisk() throws {
        #expect(throws: HubError.self) { try PullFolders(target: "/").checkTarget() }
        #expect(throws: HubError.self) { try PullFolders(target: "/proc").checkTarget() }
        try write("x", folders.target)
        #expect(throws: HubError.self) { try folders.checkTarget() }
    }
}
