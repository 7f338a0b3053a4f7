import Foundation
import Testing

@testable import Command

@Suite struct TemplateVerbTests {
    private static func run(_ words: [String]) async -> (status: Int32, recorded: RecordedConsole) {
        let recorded = RecordedConsole()
        let front = CommandLineFront(verbs: [TemplateVerb.verb])
        return (await front.run(["template"] + words, recorded.console), recorded)
    }

    private static func withFiles(_ files: [String: String], _ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
        try await body(folder.path)
    }

    @Test(
        arguments: [
            ("{{ messages[0].content }}", [], 0, "Hi"),
            ("{% if add_generation_prompt %}>{% endif %}", [], 0, ">"),
            ("{% if add_generation_prompt %}>{% endif %}", ["--no-generation-prompt"], 0, ""),
            ("{{ tools is none }} {{ documents is none }} {{ bos_token is defined }}", [], 0, "True True False"),
            ("{{ x }}{{ bos_token }}", ["--kwargs", "{\"x\": 2, \"bos_token\": \"<s>\"}"], 0, "2<s>"),
            ("{{ strftime_now('%Y-%m-%d %H:%M') }}", ["--date", "2026-01-31T12:34:00"], 0, "2026-01-31 12:34"),
            ("{{ raise_exception('roles must alternate') }}", [], 1, ""),
            ("{{ ", [], 1, ""),
        ] as [(String, [String], Int32, String)])
    func printsWhatAModelWouldSee(_ template: String, _ words: [String], _ status: Int32, _ prompt: String) async throws
    {
        let message = "[{\"role\": \"user\", \"content\": \"Hi\"}]"
        try await Self.withFiles(["t.jinja": template, "m.json": message]) { folder in
            let result = await Self.run(["\(folder)/t.jinja", "--messages", "\(folder)/m.json"] + words)
            #expect(result.status == status)
            #expect(result.recorded.output.text == prompt)
            #expect(result.recorded.errors.text.isEmpty == (status == 0))
        }
    }

    @Test func tellsTheTemplatesOwnComplaint() async throws {
        try await Self.withFiles(["t.jinja": "{{ raise_exception('no tools') }}", "m.json": "[]"]) { folder in
            let errors = await Self.run(["\(folder)/t.jinja", "--messages", "\(folder)/m.json"]).recorded.errors.text
            #expect(errors.hasPrefix("dazzle: no tools"))
        }
    }

    @Test func takesAModelsFolder() async throws {
        try await Self.withFiles(["m.json": "[{\"role\": \"user\", \"content\": \"Hi there\"}]"]) { folder in
            let result = await Self.run([Program.model, "--messages", "\(folder)/m.json"])
            #expect(result.status == 0)
            #expect(result.recorded.output.text.contains("Hi there"))
        }
    }

    @Test func explainsWhatIsMissing() async throws {
        try await Self.withFiles(["m.json": "[]"]) { folder in
            let result = await Self.run(["\(folder)/none.jinja", "--messages", "\(folder)/m.json"])
            #expect(result.status == 1)
            #expect(result.recorded.errors.text == "dazzle: there is no file '\(folder)/none.jinja'; check the path\n")
        }
    }
}
