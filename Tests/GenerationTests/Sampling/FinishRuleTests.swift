import Testing

@testable import Generation

@Suite("When an answer ends")
struct FinishRuleTests {
    func rule(
        promptLength: Int = 10, contextLength: Int = 100, _ change: (inout SamplingParameters) -> Void = { _ in }
    ) -> FinishRule {
        var parameters = SamplingParameters()
        parameters.stopTokenIDs = [7]
        change(&parameters)
        return FinishRule(
            parameters: parameters, endOfText: [1, 2], promptLength: promptLength, contextLength: contextLength)
    }

    struct Case: CustomTestStringConvertible {
        let name: String
        let token: Int32
        let count: Int
        let reason: FinishReason?
        var stopToken: Int32?
        var change: @Sendable (inout SamplingParameters) -> Void = { _ in }
        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(name: "any token", token: 5, count: 3, reason: nil),
        Case(name: "end of text", token: 2, count: 3, reason: .stop),
        Case(name: "stop token", token: 7, count: 3, reason: .stop, stopToken: 7),
        Case(name: "end of text ignored", token: 2, count: 3, reason: nil, change: { $0.ignoreEOS = true }),
        Case(
            name: "stop token not ignored", token: 7, count: 3, reason: .stop, stopToken: 7,
            change: { $0.ignoreEOS = true }),
        Case(name: "max_tokens", token: 5, count: 4, reason: .length, change: { $0.maxTokens = 4 }),
        Case(name: "below max_tokens", token: 5, count: 3, reason: nil, change: { $0.maxTokens = 4 }),
        Case(name: "end of text at max_tokens", token: 1, count: 4, reason: .stop, change: { $0.maxTokens = 4 }),
        Case(name: "context full", token: 5, count: 90, reason: .length),
        Case(
            name: "context full before max_tokens", token: 5, count: 90, reason: .length, change: { $0.maxTokens = 500 }
        ),
        Case(name: "too early to stop", token: 2, count: 3, reason: nil, change: { $0.minTokens = 4 }),
        Case(name: "early enough to stop", token: 2, count: 4, reason: .stop, change: { $0.minTokens = 4 }),
    ])
    func ending(_ example: Case) {
        let ending = rule(example.change).ending(after: example.token, count: example.count)
        #expect(ending?.reason == example.reason)
        #expect(ending?.stopToken == example.stopToken)
    }

    @Test("a prompt that fills the context leaves no room")
    func noRoom() {
        #expect(rule(promptLength: 100).limit == 0)
        #expect(rule(promptLength: 101).limit == 0)
        #expect(rule(promptLength: 101).ending(after: 5, count: 1)?.reason == .length)
    }

    @Test("tokens that end are known")
    func endingTokens() {
        #expect(rule().endingTokens == [1, 2, 7])
        #expect(rule { $0.ignoreEOS = true }.endingTokens == [7])
        #expect(rule().ends(7) && !rule().ends(3))
    }
}

@Suite("best_of")
struct CandidateRankingTests {
    @Test("ranks by mean log-probability, the earlier first on a tie")
    func ranking() {
        let candidates = [
            (logprobSum: -4.0, tokens: 2), (-9.0, 9), (-2.0, 1), (-1.0, 1), (0.0, 0), (.nan, 3), (-.infinity, 3),
        ]
        #expect(CandidateRanking.best(2, of: candidates) == [1, 3])
        #expect(CandidateRanking.best(99, of: candidates) == [1, 3, 0, 2, 4, 5, 6])
        #expect(CandidateRanking.best(0, of: candidates).isEmpty)
        #expect(CandidateRanking.best(1, of: []).isEmpty)
    }
}
