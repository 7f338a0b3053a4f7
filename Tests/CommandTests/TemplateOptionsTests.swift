import Testing

@testable import Command

@Suite struct TemplateOptionsTests {
    @Test(
        arguments: [
            ("2026-01-31", [2026, 1, 31, 0, 0, 0]), ("2024-02-29", [2024, 2, 29, 0, 0, 0]),
            ("2026-01-31T23:59:58", [2026, 1, 31, 23, 59, 58]), ("2026-01-31T00:00:00Z", [2026, 1, 31, 0, 0, 0]),
            ("2000-02-29", [2000, 2, 29, 0, 0, 0]), ("2023-02-29", nil), ("1900-02-29", nil), ("2026-04-31", nil),
            ("2026-13-01", nil), ("2026-00-01", nil), ("2026-01-00", nil), ("0000-01-01", nil), ("26-01-01", nil),
            ("2026-1-1", nil), ("2026-01-31T24:00:00", nil), ("2026-01-31T12:60:00", nil), ("2026-01-31T12:00", nil),
            ("2026-01-31T12:00:00ZZ", nil), ("2026-01-31 ", nil), ("+026-01-31", nil), ("２０２６-01-31", nil), ("", nil),
        ] as [(String, [Int]?)])
    func readsDates(_ text: String, _ parts: [Int]?) {
        let date = TemplateDate(text)
        #expect(date.map { [$0.year, $0.month, $0.day, $0.hour, $0.minute, $0.second] } == parts)
    }

    @Test func wantsMessages() {
        let error = ArgumentError.contradiction("--messages is missing: give a JSON file with the conversation.")
        #expect(throws: error) { try ArgumentParser.parse(["m"], by: TemplateOptions.spec) }
    }
}
