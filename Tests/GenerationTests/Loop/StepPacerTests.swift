import Testing

@testable import Generation

@Suite struct StepPacerTests {
    @Test func allowsEverythingUntilItKnows() {
        var pacer = StepPacer()
        #expect(pacer.promptAllowance == .max)
        // A step that only writes says nothing about prompts.
        pacer.note(tokens: 8, took: .seconds(1))
        #expect(pacer.promptAllowance == .max)
    }

    @Test(arguments: [(512, 1.0, 256), (512, 0.1, 2560), (512, 60.0, 64), (1_000_000, 0.0, 1_000_000)])
    func keepsStepsShort(tokens: Int, seconds: Double, allowance: Int) {
        var pacer = StepPacer()
        pacer.note(tokens: tokens, took: .seconds(seconds))
        #expect(pacer.promptAllowance == allowance)
    }

    @Test func followsTheMachine() {
        var pacer = StepPacer()
        pacer.note(tokens: 1000, took: .seconds(1))
        for _ in 0..<10 { pacer.note(tokens: 1000, took: .seconds(0.25)) }
        #expect((1990...2000).contains(pacer.promptAllowance))
    }
}
