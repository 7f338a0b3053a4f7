import Testing

@testable import API

struct RecentWaitsTests {
    @Test func quantilesAreOfTheLatestThousand() {
        let waits = RecentWaits()
        #expect(waits.quantile(0.5, of: "a") == nil)
        for wait in 1...100 { waits.note(Double(wait), "a") }
        #expect(waits.quantile(0.5, of: "a") == 50)
        #expect(waits.quantile(0.99, of: "a") == 99)
        #expect(waits.quantile(1, of: "a") == 100)
        for _ in 0..<1000 { waits.note(7, "a") }
        #expect(waits.quantile(0.99, of: "a") == 7)
        #expect(waits.quantile(0.5, of: "b") == nil)
    }
}
