import Foundation
import Support
import Testing

@testable import Command

@Suite struct TemplateVerbTests {
    /// Runs the verb with a renderer that tells what it was given.
    private static func run(_ words: [String]) throws -> String {
        let recorded = RecordedConsole()
        guard case .run(let options) = try ArgumentParser.parse(words, by: TemplateOptions.spec) else {
            throw Failure("asked for help")
        }
        try TemplateVerb.run(options, recorded.console) { source, context, date in
            "\(source)|\(context["messages"]?.written() ?? "")|\(context["eos_token"]?.written() ?? "-")|\(date?.year ?? 0)"
        }
        return recorded.output.text
    }

    private static func withFiles(_ files: [String: String], _ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
        try body(folder.path)
    }

    @Test func takesAFile() throws {
        try Self.withFiles(["t.jinja": "T", "m.json": "[{\"a\": 1}]"]) { folder in
            let words = ["\(folder)/t.jinja", "--messages", "\(folder)/m.json", "--date", "2026-01-31"]
            let printed = try Self.run(words)
            #expect(printed == "T|[{\"a\":1}]|-|2026")
        }
    }

    @Test func takesAModelsFolder() throws {
        try Self.withFiles(["m.json": "[]"]) { folder in
            let printed = try Self.run([Program.model, "--messages", "\(folder)/m.json"])
            let template = try String(contentsOfFile: Program.model + "/chat_template.jinja", encoding: .utf8)
            #expect(printed.hasPrefix(template + "|[]|\""))
        }
    }

    @Test func explainsWhatIsMissing() throws {
        try Self.withFiles(["m.json": "[]"]) { folder in
            let failure = #expect(throws: Failure.self) {
                try Self.run(["\(folder)/none.jinja", "--messages", "\(folder)/m.json"])
            }
            #expect(failure?.description == "there is no file '\(folder)/none.jinja'; check the path")
        }
    }
}
