import Support
import Testing

import Jinja

@Suite("A compiled template")
struct TemplateTests {
    @Test("renders a conversation with everything a chat template gets")
    func chat() throws {
        let template = try Template(
            """
            {{ bos_token }}{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}
            {% if tools %}{{ tools|tojson }}{% endif %}
            {% if add_generation_prompt %}[assistant]{% endif %}
            {{ documents is none }} {{ strftime_now('%d %b %Y') }}
            """)
        let context = ChatTemplateContext(
            messages: [["role": "user", "content": "Hi"]], tools: [["name": "f", "limit": 1.0]],
            extra: ["bos_token": "<s>"])
        let text = try template.render(context, clock: { JinjaFixture.now })
        #expect(text == "<s>[user]Hi[{\"name\": \"f\", \"limit\": 1.0}][assistant]True 02 Jan 2026")
    }

    @Test("renders from many tasks at once, and leaves nothing behind")
    func concurrency() async throws {
        let template = try Template(
            "{% set ns = namespace(n=0) %}{% for i in range(k) %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}")
        await withTaskGroup(of: Bool.self) { group in
            for count in 0..<20 {
                group.addTask {
                    (try? template.render(["k": .int(count)], clock: { JinjaFixture.now }))
                        == "\(count * (count - 1) / 2)"
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }

    @Test("tells an object's method from its key")
    func methods() throws {
        let context: JSONObject = ["d": ["items": 5, "keys": "k", "x": 1]]
        #expect(try render("{{ d.items is callable }}{{ d['items'] }}{{ d.x }}", context) == "True51")
        #expect(try render("{% for k, v in d.items() %}{{ k }}{% endfor %}", context) == "itemskeysx")
    }

    @Test("counts code points, and tells spellings apart that look the same")
    func codePoints() throws {
        let context: JSONObject = ["s": "e\u{301}👩‍👩‍👧", "d": ["e\u{301}": 1, "\u{e9}": 2]]
        #expect(try render("{{ s|length }}{{ d|length }}{{ d['\u{e9}'] }}{{ s[0] }}", context) == "722e")
    }

    @Test(
        "keeps numbers as they were written",
        arguments: [
            ("1.0", "1.0"), ("1", "1"), ("1e2", "100.0"), ("12345678901234567890123", "12345678901234567890123"),
        ])
    func numbers(json: String, expected: String) throws {
        #expect(try render("{{ x }} {{ x|tojson }}", ["x": JSONValue(parsing: json)]) == "\(expected) \(expected)")
    }

    @Test(
        "knows the calendar",
        arguments: [
            (LocalTime(year: 2024, month: 12, day: 30), "Mon 365 1 52 53 01 2025"),
            (LocalTime(year: 2021, month: 1, day: 3), "Sun 003 7 01 00 53 2020"),
            (LocalTime(year: 2000, month: 2, day: 29), "Tue 060 2 09 09 09 2000"),
            (LocalTime(year: 1999, month: 12, day: 31), "Fri 365 5 52 52 52 1999"),
        ])
    func calendar(date: LocalTime, expected: String) {
        #expect(date.formatted("%a %j %u %U %W %V %G") == expected)
    }
}
