import Foundation
import Support

import Jinja

/// The templates that Python's Jinja rendered (Tools/fixtures/jinja_cases.py).
struct JinjaFixture: Sendable {
    struct Case: Sendable {
        let section: String
        let template: String
        /// The text, or nil where Python gave an error of the kind beside it.
        let expected: String?
        let error: String?
        let message: String?
    }

    let context: JSONObject
    let cases: [Case]

    static let shared = Result { try JinjaFixture() }

    static let now = LocalTime(year: 2026, month: 1, day: 2, hour: 3, minute: 4, second: 5)

    private init() throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = tests.appendingPathComponent("Fixtures/jinja/cases.json")
        let json = try JSONValue(parsing: Data(contentsOf: file))
        context = json["context"]?.objectValue ?? JSONObject()
        cases = (json["cases"]?.arrayValue ?? []).map { item in
            Case(
                section: item["section"]?.stringValue ?? "", template: item["template"]?.stringValue ?? "",
                expected: item["expected"]?.stringValue, error: item["error"]?.stringValue,
                message: item["message"]?.stringValue)
        }
    }
}

/// Renders with the fixture's clock.
func render(
    _ source: String, _ context: JSONObject = JSONObject(), limits: RenderLimits = RenderLimits()
) throws(JinjaError) -> String {
    try Template(source).render(context, limits: limits, clock: { JinjaFixture.now })
}

/// The error that compiling or rendering gives.
func failure(
    _ source: String, _ context: JSONObject = JSONObject(), limits: RenderLimits = RenderLimits()
) -> JinjaError? {
    do throws(JinjaError) {
        _ = try render(source, context, limits: limits)
        return nil
    } catch {
        return error
    }
}

/// Runs something on a thread with a stack as small as Apple's platforms give to threads of their own.
func onSmallStack<T: Sendable>(_ body: @escaping @Sendable () -> T) async -> T {
    await withCheckedContinuation { continuation in
        let thread = Thread { continuation.resume(returning: body()) }
        thread.stackSize = 512 << 10
        thread.start()
    }
}
