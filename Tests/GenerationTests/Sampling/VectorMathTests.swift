import Foundation
import Testing

@testable import Generation

@Suite("Vector arithmetic")
struct VectorMathTests {
    @Test("the exponential is within 2 units in the last place")
    func accuracy() {
        var worst = 0.0
        for step in 0..<200_000 {
            let x = -Float(step) * (87.2 / 200_000)
            let exact = Foundation.exp(Double(x))
            let error = abs(Double(exponential(x)) - exact) / Double(Float(exact).ulp)
            worst = max(worst, error)
        }
        #expect(worst <= 2)
    }

    @Test("sixteen at once are the same as one by one")
    func lanes() {
        for step in 0..<2000 {
            let x = Lanes((0..<16).map { -Float(step * 16 + $0) * 0.003 })
            let result = exponential(x)
            for lane in 0..<16 { #expect(result[lane].bitPattern == exponential(x[lane]).bitPattern) }
        }
    }

    @Test(arguments: [-87.4, -1000, -Float.greatestFiniteMagnitude, -Float.infinity, Float.nan, -Float.nan])
    func vanishes(_ x: Float) {
        #expect(exponential(x) == 0)
        #expect(exponential(Lanes(repeating: x)) == .zero)
    }

    @Test func zero() {
        #expect(exponential(Float(0)) == 1)
        #expect(exponential(-Float.leastNonzeroMagnitude) == 1)
    }

    @Test("log-sum-exp is exact to 1e-6", arguments: [1, 15, 16, 17, 63, 64, 65, 1000, 50_000])
    func logSumExponentials(_ count: Int) throws {
        var generator = SeededGenerator(state: UInt64(count))
        for spread: Float in [0.1, 4, 30] {
            var logits = generator.logits(count, spread: spread)
            let largest = Double(try #require(logits.max()))
            let exact = largest + Foundation.log(logits.reduce(0) { $0 + Foundation.exp(Double($1) - largest) })
            let result = try logits.withUnsafeMutableBufferPointer {
                try #require(LogitRow($0)).logSumExponentials(workspace: .init())
            }
            #expect(abs(result - exact) <= 1e-6 * max(1, abs(exact)))
        }
    }
}
