internal import Support
import Testing

@testable import Hub

struct ListingTests {
    private static let git = String(repeating: "a", count: 40)
    private static let sha256 = String(repeating: "b", count: 64)

    @Test func readsHuggingFace() throws {
        let document = try JSONValue(
            parsing: """
                [{"type": "directory", "oid": "x", "size": 0, "path": "1"},
                 {"type": "file", "oid": "\(Self.git)", "size": 12, "path": "1/config.json", "xetHash": "x"},
                 {"type": "file", "oid": "\(Self.git)", "size": 134, "path": "model.bin",
                  "lfs": {"oid": "\(Self.sha256)", "size": 5000000000, "pointerSize": 134}},
                 {"type": "file", "oid": "?", "size": 1, "path": "odd"}]
                """)
        let files = try HuggingFaceListing.files(document)
        #expect(files.map(\.path.description) == ["1/config.json", "model.bin", "odd"])
        #expect(files.map(\.size) == [12, 5_000_000_000, 1])
        #expect(files.map(\.digest) == [.gitBlob(Self.git), .sha256(Self.sha256), nil])
    }

    @Test func readsModelScope() throws {
        let document = try JSONValue(
            parsing: """
                {"Code": 200, "Success": true, "Data": {"Files": [
                 {"Name": "1", "Path": "1", "Type": "tree", "Size": 0},
                 {"Name": "a", "Path": "1/a", "Type": "blob", "Size": 3, "Sha256": "\(Self.sha256)"},
                 {"Name": "b", "Path": "b", "Type": "blob", "Size": 4, "Sha256": ""}]}}
                """)
        let listing = try ModelScopeListing.listing(document)
        #expect(listing.files.map(\.path.description) == ["1/a", "b"])
        #expect(listing.files.map(\.digest) == [.sha256(Self.sha256), nil])
    }

    @Test(arguments: [
        #"{"a": 1}"#, #"[{"path": "../x", "size": 1}]"#, #"[{"size": 1}]"#, #"[{"path": "x"}]"#, #"[7]"#,
        #"[{"path": "x", "size": -1}]"#, #"[{"path": "x", "size": 1e30}]"#, #"[{"path": "x", "lfs": {"size": "1"}}]"#,
    ])
    func refusesRubbish(text: String) throws {
        let document = try JSONValue(parsing: text)
        #expect(throws: HubError.self) { try HuggingFaceListing.files(document) }
        #expect(throws: HubError.self) { try ModelScopeListing.listing(["Data": ["Files": document]]) }
    }

    @Test(arguments: [["a", "a"], ["a", "a/b"], ["a/b/c", "a/b"]])
    func refusesFilesThatCannotBeBesideEachOther(paths: [String]) throws {
        let files = try paths.map { HubFile(path: try #require(HubPath($0)), size: 1, digest: nil) }
        #expect(throws: HubError.self) { try HubListing(commit: nil, files: files).checked() }
    }

    @Test func leavesOutWhatThePullWritesItself() throws {
        let files = try [PullRecord.fileName, "a"].map {
            HubFile(path: try #require(HubPath($0)), size: 1, digest: nil)
        }
        #expect(try HubListing(commit: nil, files: files).checked().files == [files[1]])
    }

    @Test func refusesWhatNoDiskHolds() throws {
        let file = HubFile(path: try #require(HubPath("a")), size: .max, digest: nil)
        #expect(throws: HubError.self) { try HubListing(commit: nil, files: [file]).checked() }
    }

    @Test func addresses() throws {
        let name = try #require(RepositoryName("a/b"))
        let revision = try #require(Revision("refs/pr/1"))
        let path = try #require(HubPath("1/a b#ä%.bin"))
        let huggingFace = HubAddress(.huggingFace, base: "https://h")
        #expect(huggingFace.revisionURL(name, revision) == "https://h/api/models/a/b/revision/refs%2Fpr%2F1")
        #expect(huggingFace.listingURL(name, revision) == "https://h/api/models/a/b/tree/refs%2Fpr%2F1?recursive=true")
        #expect(
            huggingFace.fileURL(name, revision, path) == "https://h/a/b/resolve/refs%2Fpr%2F1/1/a%20b%23%C3%A4%25.bin")
        let modelScope = HubAddress(.modelScope, base: "https://m")
        #expect(modelScope.revisionURL(name, revision) == nil)
        #expect(
            modelScope.fileURL(name, revision, path)
                == "https://m/api/v1/models/a/b/repo?Revision=refs%2Fpr%2F1&FilePath=1%2Fa%20b%23%C3%A4%25.bin")
    }

    @Test(arguments: [
        (#"<https://h/x?cursor=1>; rel="next""#, "https://h/x?cursor=1"),
        (#"</a>; rel="prev", </b>;rel=next"#, "/b"), (#"</a>; rel="last""#, nil), ("rubbish", nil), ("<>;;,", nil),
    ])
    func nextPages(value: String, next: String?) {
        #expect(LinkHeader.next([(name: "LINK", value: value)]) == next)
    }
}
