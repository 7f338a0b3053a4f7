import HTTPClient
import TestSupport
import Testing

@testable import Media

@Suite struct FetchingTests {
    static let inside = [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1",
        "100.127.255.255",
        "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.0.1",
        "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1",
        "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b::a00:1", "2002:7f00:1::", "2002:c0a8:101::", "fc00::1", "fd12:3456::1", "fe80::1", "ff02::1",
        "2001:db8::1", "2001::1", "100::1", "3fff::1",
    ]

    @Test(arguments: inside)
    func isNotOfThePublicInternet(_ text: String) throws {
        #expect(!(try #require(NetworkAddress(text))).isPublic)
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.255.255", "172.32.0.1", "192.167.1.1",
        "223.255.255.1",
        "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::",
    ])
    func isOfThePublicInternet(_ text: String) throws { #expect((try #require(NetworkAddress(text))).isPublic) }

    /// Names and spellings that lead to this machine; nothing may be connected to.
    @Test(arguments: [
        "http://127.0.0.1:9/a", "http://localhost:9/a", "http://2130706433:9/a", "http://0x7f000001:9/a",
        "http://0177.0.0.1:9/a", "http://127.1:9/a", "http://[::1]:9/a", "http://[::ffff:127.0.0.1]:9/a",
        "http://0:9/a",
        "http://0.0.0.0:9/a", "https://user@127.0.0.1:9/a", "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1:9/a", "http://[fd00::1]:9/a", "HTTP://LOCALHOST:9/a",
    ])
    func isNotFetched(_ url: String) async throws {
        let fetcher = try MediaFetcher(MediaRules())
        let error = await #expect(throws: MediaError.self) { try await fetcher.fetch(url, isVideo: false) }
        // Where there is no IPv6, curl never gets as far as asking.
        if !url.contains("[") {
            #expect(error?.kind == .refused, "\(error?.message ?? "")")
            #expect(error?.message.contains("--allowed-media-domains") == true)
        }
    }

    @Test(arguments: ["ftp://example.com/a", "gopher://x/", "dict://x/", "javascript:1", "smb://host/a"])
    func isNoSchemeToFetch(_ url: String) async throws {
        let fetcher = try MediaFetcher(MediaRules())
        let error = await #expect(throws: MediaError.self) { try await fetcher.fetch(url, isVideo: false) }
        #expect(error?.kind == .refused)
    }

    @Test func onlyNamedHostsAreAskedWhereSomeAreNamed() async throws {
        var rules = MediaRules()
        rules.domains = ["pictures.example"]
        let fetcher = try MediaFetcher(rules)
        let error = await #expect(throws: MediaError.self) {
            try await fetcher.fetch("https://example.com/a.png", isVideo: false)
        }
        #expect(error?.message.hasPrefix("the host example.com is not among those") == true)
    }

    /// Whoever reads the host must read it as curl does, or a listed name opens the way to any address.
    @Test(arguments: [
        #"http://pictures.example\@127.0.0.1:9/"#, #"http://pictures.example\\@127.0.0.1:9/"#,
        "http://pictures.example@127.0.0.1:9/", "http://a:pictures.example@127.0.0.1:9/",
        "http://127.0.0.1:9#@pictures.example/", "http://127.0.0.1:9?@pictures.example/",
        "http://pictures.example%2F@127.0.0.1:9/", "http:///127.0.0.1:9/", "http:127.0.0.1:9/",
    ])
    func aListedNameOpensNothingElse(_ url: String) async throws {
        var rules = MediaRules()
        rules.domains = ["pictures.example"]
        let fetcher = try MediaFetcher(rules)
        let error = await #expect(throws: MediaError.self) { try await fetcher.fetch(url, isVideo: false) }
        // A connection that was tried and failed would be `unreachable`.
        #expect(error?.kind == .refused, "\(error?.message ?? "")")
    }

    // MARK: Data URLs

    @Test(arguments: [
        ("data:image/png;base64,aGVsbG8=", "hello"), ("data:image/png;base64,aGVsbG8", "hello"),
        ("data:;base64, aGV s\nbG8=", "hello"), ("DATA:image/x;charset=u;BASE64,aGVsbG8h", "hello!"),
        ("data:image/png;base64,", ""),
    ])
    func readsData(_ url: String, _ text: String) async throws {
        let bytes = try await MediaFetcher(MediaRules()).fetch(url, isVideo: false)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }

    @Test(arguments: [
        "data:image/png;base64,aGVsbG8*", "data:image/png;base64,a", "data:image/png;base64,aGVsbG8==",
        "data:image/png",
        "data:image/png,hello", "data:image/png;base64,aG=VsbG8", "data:image/png;base64,_-==",
    ])
    func refusesBrokenData(_ url: String) async throws {
        let fetcher = try MediaFetcher(MediaRules())
        await #expect(throws: MediaError.self) { try await fetcher.fetch(url, isVideo: false) }
    }

    @Test func dataHasALimit() async throws {
        var rules = MediaRules()
        rules.maxBytes = 4
        let fetcher = try MediaFetcher(rules)
        let error = await #expect(throws: MediaError.self) {
            try await fetcher.fetch("data:image/png;base64,aGVsbG8=", isVideo: false)
        }
        #expect(error?.kind == .tooLarge)
    }

    // MARK: Files

    @Test func filesAreReadFromOneFolderOnly() async throws {
        var rules = MediaRules()
        rules.localPath = "\(Fixtures.folder)/images"
        let fetcher = try MediaFetcher(rules)
        let bytes = try Fixtures.bytes("images/rgb.png")
        for url in [
            "rgb.png", "\(Fixtures.folder)/images/rgb.png", "file://\(Fixtures.folder)/images/rgb.png", "./rgb.png",
        ] {
            #expect(try await fetcher.fetch(url, isVideo: false) == bytes, "\(url)")
        }
        for url in [
            "../MANIFEST.json", "/etc/passwd", "file:///etc/passwd", "nothing.png", ".", "file://host/a", "a\0b",
        ] {
            let error = await #expect(throws: MediaError.self, "\(url)") {
                try await fetcher.fetch(url, isVideo: false)
            }
            #expect(error?.kind == .refused)
        }
        let closed = try MediaFetcher(MediaRules())
        await #expect(throws: MediaError.self) { try await closed.fetch("rgb.png", isVideo: false) }
    }

    @Test(arguments: [
        ("https://a.example/x/y", "/z", "https://a.example/z"),
        ("https://a.example/x/y?q", "z", "https://a.example/x/z"),
        ("http://a.example", "//b.example/c", "http://b.example/c"),
        ("http://a.example/x", "https://c/d", "https://c/d"),
    ])
    func followsReferences(_ base: String, _ location: String, _ target: String) throws {
        #expect(try URLReference.resolve(location, against: base) == target)
    }

    @Test func redirectsLeadToNothingButHTTP() {
        #expect(throws: MediaError.self) {
            try URLReference.resolve("file:///etc/passwd", against: "http://a.example/")
        }
    }
}
