import Support
import Testing

import Jinja

@Suite("Templates render as Python's Jinja renders them")
struct GoldenTests {
    static let sections = [
        "print and literals", "arithmetic", "comparison and logic", "attributes and items", "slices", "if", "for",
        "set and scopes", "macros and calls", "whitespace control", "filters: text", "filters: html",
        "filters: numbers", "filters: sequences", "tojson", "filters: pprint", "tests", "string methods", "globals",
        "errors", "chat",
    ]

    @Test("section", arguments: sections)
    func section(_ name: String) throws {
        let fixture = try JinjaFixture.shared.get()
        let cases = fixture.cases.filter { $0.section == name }
        #expect(!cases.isEmpty)
        for item in cases {
            do throws(JinjaError) {
                let text = try render(item.template, fixture.context)
                #expect(item.expected.map { Array($0.utf8) } == Array(text.utf8), "\(item.template) gave \(text)")
            } catch {
                #expect(item.error == error.kind.rawValue, "\(item.template) failed: \(error)")
                if let message = item.message { #expect(error.message == message) }
                #expect(error.line > 0 && error.column > 0, "\(item.template) has no position")
            }
        }
    }

    @Test("every section of the fixture is tested")
    func sectionsAreComplete() throws {
        #expect(Set(try JinjaFixture.shared.get().cases.map(\.section)) == Set(Self.sections))
    }
}
