import Support
import Testing

import Jinja

@Suite("A hostile template ends in an error, soon and with bounded memory")
struct LimitTests {
    @Test(
        "limit",
        arguments: [
            ("long string", "{{ 'x' * 1000000000 }}"),
            (
                "long string by doubling",
                "{% set n = namespace(s='ab') %}{% for i in range(99) %}{% set n.s = n.s + n.s %}{% endfor %}"
            ),
            ("long list", "{{ [1] * 1000000000 }}"),
            (
                "long list by doubling",
                "{% set n = namespace(s=[1]) %}{% for i in range(99) %}{% set n.s = n.s + n.s %}{% endfor %}"
            ),
            ("padding", "{{ 'x'.ljust(10000000000) }}"),
            ("centring", "{{ 'x'|center(99999999999) }}"),
            ("replacement", "{{ ('a' * 30000).replace('a', 'b' * 30000) }}"),
            ("empty replacement", "{{ ('a' * 30000).replace('', 'b' * 30000) }}"),
            ("joining", "{{ (['a' * 30000] * 30000)|join }}"),
            ("indentation", "{{ ('\\n' * 30000)|indent(30000, blank=true) }}"),
            ("tabs", "{{ ('\\t' * 30000).expandtabs(30000) }}"),
            ("format width", "{{ '{:999999999}'.format(1) }}"),
            ("percent width", "{{ '%999999999d' % 1 }}"),
            ("percent star", "{{ '%*d' % (99999999999, 1) }}"),
            ("precision", "{{ '%.99999f' % 1 }}"),
            ("json indentation", "{{ [[1]]|tojson(indent=9999999999) }}"),
            ("batch fill", "{{ [1]|batch(9999999999, 0)|list }}"),
            ("slice count", "{{ [1]|slice(9999999999)|list }}"),
            ("nested loops", "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}"),
            ("output", "{% for a in range(100000) %}{{ 'x' * 10000 }}{% endfor %}"),
            (
                "nested value",
                "{% set n = namespace(l=[]) %}{% for i in range(1000) %}{% set n.l = [n.l] %}{% endfor %}"
            ),
            (
                "nested generator",
                "{% set n = namespace(l=[1]) %}{% for i in range(1000) %}{% set n.l = n.l|map('abs') %}{% endfor %}"
            ),
            (
                "nested argument",
                "{% set n = namespace(l=1) %}{% for i in range(1000) %}{% set n.l = [1]|map('default', n.l) %}{% endfor %}"
            ),
            (
                "nested joiner",
                "{% set n = namespace(l=1) %}{% for i in range(1000) %}{% set n.l = joiner(n.l) %}{% endfor %}"
            ),
            ("endless macro", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"),
            (
                "endless pair of macros",
                "{% macro a() %}{% if true %}{{ [b()]|join }}{% endif %}{% endmacro %}{% macro b() %}{{ a()|upper }}{% endmacro %}{{ a() }}"
            ),
            ("endless caller", "{% macro m() %}{% call m() %}{{ caller() }}{% endcall %}{% endmacro %}{{ m() }}"),
            ("endless loop", "{% for x in [[1]] recursive %}{{ loop([x]) }}{% endfor %}"),
        ])
    func limit(_ label: String, source: String) async {
        let error = await onSmallStack {
            var limits = RenderLimits()
            limits.steps = 200_000
            return failure(source, limits: limits)
        }
        #expect(error?.kind == .limit, "\(label): \(String(describing: error))")
    }

    @Test("a range is as long as the sandbox allows")
    func range() {
        #expect(failure("{{ range(10 ** 12) }}")?.kind == .runtime)
        #expect(failure("{{ range(100000)|length }}") == nil)
    }

    @Test(
        "nesting in the source is bounded",
        arguments: [
            ("parentheses", String(repeating: "(", count: 10_000), ""),
            ("brackets", String(repeating: "[", count: 5000), String(repeating: "]", count: 5000)),
            ("not", String(repeating: "not ", count: 10_000), "1"),
            ("minus", String(repeating: "-", count: 10_000), "1"),
            ("conditions", "1" + String(repeating: " if 1", count: 10_000), ""),
            ("alternatives", "1" + String(repeating: " if 1 else 1", count: 10_000), ""),
            ("filters", "1" + String(repeating: "|abs", count: 10_000), ""),
            ("attributes", "a" + String(repeating: ".b", count: 10_000), ""),
            ("calls", "a" + String(repeating: "()", count: 10_000), ""),
            ("dicts", String(repeating: "{1:", count: 10_000), ""),
        ])
    func sourceNesting(_ label: String, before: String, after: String) async {
        let error = await onSmallStack { failure("{{ " + before + after + " }}") }
        #expect(error?.kind == .syntax, "\(label): \(String(describing: error))")
    }

    @Test("statements nest as deeply as templates do, and not without end")
    func statementNesting() async {
        @Sendable func nested(_ depth: Int) -> String {
            String(repeating: "{% if true %}{% for x in [1] %}", count: depth)
                + "x" + String(repeating: "{% endfor %}{% endif %}", count: depth)
        }
        #expect(await onSmallStack { failure(nested(10)) } == nil)
        #expect(await onSmallStack { failure(nested(1000)) }?.kind == .syntax)
    }

    @Test("chains of one operator may be long")
    func chains() async {
        let sum = "{{ " + Array(repeating: "1", count: 5_000).joined(separator: " + ") + " }}"
        #expect(await onSmallStack { try? render(sum) } == "5000")
        let text = "{{ " + Array(repeating: "'a'", count: 5000).joined(separator: " ~ ") + " }}"
        #expect(await onSmallStack { try? render(text) }?.utf8.count == 5000)
    }

    @Test("macros recurse as deeply as schemas need, even in a debug build")
    func recursion() async {
        let source = "{% macro m(n) %}{% if n > 0 %}{{ n }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(15)|length }}"
        #expect(await onSmallStack { try? render(source) } == "21")
    }

    @Test("deep values can be walked where the stack is nearly used up")
    func deepValuesOnUsedStack() async {
        let source = """
            {% set n = namespace(a=[], b=[]) %}
            {% for i in range(97) %}{% set n.a = [n.a] %}{% set n.b = [n.b] %}{% endfor %}
            {% macro m() %}
            {{ n.a }}{{ n.a|tojson }}{{ n.a == n.b }}{{ n.a < n.b }}{{ n.a in [n.b] }}{{ [n.a, n.b]|sort|pprint }}{{ m() }}
            {% endmacro %}{{ m() }}
            """
        #expect(await onSmallStack { failure(source) }?.kind == .limit)
    }

    @Test("a namespace that holds itself prints no end, and is freed")
    func cycles() {
        #expect(failure("{% set n = namespace() %}{% set n.n = [n] %}{{ n }}")?.kind == .runtime)
        #expect(failure("{% set n = namespace() %}{% set n.n = n %}ok") == nil)
        #expect(failure("{% for x in [1] %}{{ loop.changed(loop) }}{% endfor %}") == nil)
    }

    @Test("limits can be set")
    func chosenLimits() {
        var limits = RenderLimits()
        limits.outputBytes = 3
        #expect(failure("abc", limits: limits) == nil)
        #expect(failure("abcd", limits: limits)?.message == "The output grew beyond 3 bytes")
        limits = RenderLimits()
        limits.steps = 10
        #expect(failure("{% for i in range(20) %}{% endfor %}", limits: limits)?.kind == .limit)
        limits = RenderLimits()
        limits.calls = 2
        #expect(
            failure("{% macro m(n) %}{% if n %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(1) }}", limits: limits)
                == nil)
        #expect(
            failure("{% macro m(n) %}{% if n %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(2) }}", limits: limits)?.kind
                == .limit)
    }

    @Test("deep values from outside are refused rather than walked")
    func deepContext() throws {
        let deep = try JSONValue(parsing: String(repeating: "[", count: 500) + String(repeating: "]", count: 500))
        #expect(failure("{{ x }}", ["x": deep])?.kind == .limit)
    }
}
