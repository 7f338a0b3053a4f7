import Support
import Testing

import Jinja

@Suite("Errors say what went wrong and where")
struct ErrorTests {
    @Test(
        "position of",
        arguments: [
            ("a syntax error", "a\n{{ 1 + }}", JinjaError.Kind.syntax, 2, 8),
            ("an unknown tag", "\n\n  {% nope %}", .syntax, 3, 6),
            ("an unclosed string", "{{ 'é' ~ 'abc }}", .syntax, 1, 10),
            ("an unclosed tag's end", "{% if a %}\nx", .syntax, 2, 2),
            ("an unclosed comment", "x\n{# y", .syntax, 2, 1),
            ("a stray bracket", "{{ (1] }}", .syntax, 1, 6),
            ("an unknown filter", "{{ a\n | nope }}", .syntax, 2, 4),
            ("an undefined attribute", "{{ a.b.c }}", .runtime, 1, 6),
            ("a division by zero", "x\n  {{ 1 / 0 }}", .runtime, 2, 8),
            ("a failing filter", "{{ 1 }}\n{{ [1]\n   |join(1, 2, 3) }}", .runtime, 3, 5),
            ("an exception of the template", "\r\n\r\n{{ raise_exception('no') }}", .raised, 3, 19),
            ("an unknown argument", "{% macro m() %}{% endmacro %}\n{{ m(x=1) }}", .runtime, 2, 5),
        ])
    func position(_ label: String, source: String, kind: JinjaError.Kind, line: Int, column: Int) {
        let error = failure(source)
        #expect(error?.kind == kind)
        #expect([error?.line, error?.column] == [line, column], "\(label): \(String(describing: error))")
    }

    @Test(
        "messages are plain",
        arguments: [
            ("{{ a.b }}", "'a' is undefined"),
            ("{{ {}.b.c }}", "'dict object' has no attribute 'b'"),
            ("{{ 1 + 'a' }}", "unsupported operand type(s) for +: 'int' and 'str'"),
            ("{{ [].append(1) }}", "access to attribute 'append' of 'list' object is unsafe."),
            ("{% for %}{% endfor %}", "Expected a name to assign to"),
            ("{% if x %}", "Expected 'elif' or 'else' or 'endif', found the end of the template; 'if' was not closed"),
            ("{% include 'x' %}", "'include' is not possible: a chat template stands alone"),
            ("{{ 9223372036854775807 + 1 }}", "integer overflow: the result does not fit 64 bits"),
            ("{{ raise_exception('Say \\'hi\\'') }}", "Say 'hi'"),
        ])
    func message(source: String, expected: String) {
        #expect(failure(source)?.message == expected)
    }

    @Test(
        "integers that do not fit overflow instead of trapping",
        arguments: [
            "9223372036854775807 * 2", "-9223372036854775807 - 2", "2 ** 64", "(-9223372036854775807 - 1) // -1",
            "-(-9223372036854775807 - 1)", "(-9223372036854775807 - 1)|abs", "99999999999999999999 + 1",
            "[9223372036854775807, 1]|sum", "range(-9223372036854775807, 9223372036854775807)",
            "'%d' % 1e300", "9223372036854775807|round(-1)",
        ])
    func overflow(expression: String) {
        #expect(failure("{{ \(expression) }}")?.kind == .runtime)
    }

    @Test("the smallest integer divides evenly by minus one")
    func smallestInteger() throws {
        #expect(try render("{{ (-9223372036854775807 - 1) % -1 }}") == "0")
        #expect(try render("{{ 'abc'[9223372036854775807:] }}{{ 'abc'[:-9223372036854775807] }}|") == "|")
        #expect(try render("{{ [1, 2][::9223372036854775807] }}{{ [1, 2][::-9223372036854775807] }}") == "[1][2]")
        #expect(try render("{{ [1][9223372036854775807] }}{{ 'a'[-9223372036854775807] }}|") == "|")
    }
}
