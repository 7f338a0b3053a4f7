internal import Hub
import Testing

/// What to do about answers that are not the ones hoped for.
struct PatienceTests {
    @Test(arguments: [
        (0, 10, ResumeDecision.Start.fresh), (5, 10, .resume(at: 5)), (10, 10, .verify), (11, 10, .fresh),
        (0, 0, .verify),
    ])
    func starts(have: Int, size: Int, start: ResumeDecision.Start) {
        #expect(ResumeDecision.start(have: have, of: size) == start)
    }

    @Test(
        arguments: [
            (200, nil, 0, .append), (200, nil, 5, .restart), (206, "bytes 5-9/10", 5, .append),
            (206, "bytes 5-9/*", 5, .append),
            (206, "bytes 4-9/10", 5, .askAgain), (206, "bytes 5-9/11", 5, .askAgain), (206, nil, 5, .askAgain),
            (206, "bytes 0-9/10", 0, .askAgain), (206, "rubbish", 5, .askAgain), (206, "bytes -/", 5, .askAgain),
            (416, nil, 5, .askAgain), (404, nil, 0, .refused), (500, nil, 5, .refused),
        ] as [(Int, String?, Int, ResumeDecision.Reading)])
    func readings(status: Int, range: String?, asked: Int, reading: ResumeDecision.Reading) {
        #expect(ResumeDecision.reading(status: status, range: range, asked: asked, size: 10) == reading)
    }

    @Test(
        arguments: [
            ("Retry-After", "7", .seconds(7)), ("retry-after", "0", .zero), ("Retry-After", "-1", nil),
            ("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT", .seconds(60)),
            ("Retry-After", "Wed, 21 Oct 2015 07:26:00 GMT", .zero), ("Retry-After", "soon", nil),
            ("Retry-After", "Wed, 99 Oct 2015 07:26:00 GMT", nil), ("RateLimit", #""api";r=0;t=55"#, .seconds(56)),
            ("RateLimit", #""api"; r=3; t=55"#, nil), ("X-Other", "7", nil),
            ("Retry-After", "99999999999999999999", nil),
        ] as [(String, String, Duration?)])
    func retryAfter(name: String, value: String, wait: Duration?) {
        #expect(RetryAfter.wait([(name: name, value: value)], now: 1_445_412_420) == wait)
    }

    @Test func waitsGrowAndEnd() {
        var schedule = RetrySchedule(limit: 5)
        let waits = (0..<6).map { _ in schedule.wait(madeProgress: false, after: nil, chance: 0.5) }
        #expect(waits == [.milliseconds(500), .seconds(1), .seconds(2), .seconds(4), nil, nil])
        #expect(schedule.wait(madeProgress: true, after: nil, chance: 0.5) == .milliseconds(500))
    }

    @Test func serversDecideWhenTheyAreAsked() {
        var schedule = RetrySchedule(limit: 5)
        #expect(schedule.wait(madeProgress: false, after: .seconds(9), chance: 0) == .seconds(9))
        #expect(schedule.wait(madeProgress: false, after: .seconds(601), chance: 0) == nil)
        var long = RetrySchedule(limit: 100)
        for _ in 0..<99 { #expect(long.wait(madeProgress: false, after: nil, chance: 1) ?? .zero <= .seconds(38)) }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let status: Int
        var code: String?
        var hasToken = false
        let error: HubError.Code
        let words: [String]
        var testDescription: String { "\(status) \(code ?? "") \(hasToken ? "with" : "without") a token" }
    }

    @Test(arguments: [
        Refusal(status: 401, code: "GatedRepo", error: .gated, words: ["gated", "https://h/a/b", "HF_TOKEN"]),
        Refusal(
            status: 403, code: "GatedRepo", hasToken: true, error: .gated, words: ["terms", "account of your token"]),
        Refusal(
            status: 401, code: "RepoNotFound", error: .notFound,
            words: ["spelling", "HF_TOKEN", "https://h/settings/tokens"]),
        Refusal(status: 401, hasToken: true, error: .unauthorized, words: ["does not accept your token"]),
        Refusal(status: 403, hasToken: true, error: .forbidden, words: ["forbids", "because"]),
        Refusal(status: 404, code: "RevisionNotFound", error: .noSuchRevision, words: ["no revision 'v1'"]),
        Refusal(status: 404, code: "EntryNotFound", error: .notFound, words: ["c.bin", "pull again"]),
        Refusal(status: 404, hasToken: true, error: .notFound, words: ["your token may not see it"]),
        Refusal(status: 429, error: .rateLimited, words: ["429", "HF_TOKEN"]),
        Refusal(status: 502, error: .serverFailed, words: ["502", "is kept"]),
        Refusal(status: 418, error: .invalidAnswer, words: ["418", "because"]),
    ])
    func refusals(test: Refusal) throws {
        let subject = HubRefusal.Subject(
            name: try #require(RepositoryName("a/b")), revision: try #require(Revision("v1")), path: HubPath("c.bin"),
            address: HubAddress(.huggingFace, base: "https://h"), hasToken: test.hasToken)
        let refusal = HubRefusal(status: test.status, errorCode: test.code, message: "because\u{1B}")
        let error = refusal.error(subject)
        #expect(error.code == test.error)
        #expect(test.words.allSatisfy { error.message.contains($0) }, "\(error.message)")
        #expect(!error.message.contains("\u{1B}") && !error.message.contains("\n"))
        #expect(refusal.isPassing == [429, 502].contains(test.status))
    }
}
