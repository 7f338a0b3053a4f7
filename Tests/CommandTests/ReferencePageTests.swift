import Foundation
import Testing

@testable import Command

@Suite struct ReferencePageTests {
    @Test func isUpToDate() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
        let file = tests.appending(path: "../../docs/cli.md").standardized
        let page = MarkdownReference.page(CommandLineFront.standard.verbs.map(\.description))
        #expect(try String(contentsOf: file, encoding: .utf8) == page, "run 'make docs'")
    }
}
