import Foundation
import Support
import Testing

import Jinja

@Suite("No template crashes the interpreter")
struct FuzzTests {
    /// Damaged templates must compile or fail, render or fail, but always come back. Two seconds in a normal test run;
    /// DAZZLE_FUZZ_SECONDS asks for more. The seed is fixed, so a finding can be repeated.
    @Test("mutated templates end within the limits")
    func mutations() async throws {
        let environment = ProcessInfo.processInfo.environment
        let seconds = environment["DAZZLE_FUZZ_SECONDS"].flatMap(Double.init) ?? 2
        let seed = environment["DAZZLE_FUZZ_SEED"].flatMap(UInt64.init) ?? 1
        let fixture = try JinjaFixture.shared.get()
        let corpus = fixture.cases.map { Array($0.template.utf8) }
        let trace = environment["DAZZLE_FUZZ_TRACE"]
        let count = await onSmallStack {
            var mutator = TemplateMutator(corpus: corpus, seed: seed)
            var limits = RenderLimits()
            limits.steps = 50_000
            limits.stringBytes = 1 << 20
            limits.totalStringBytes = 8 << 20
            limits.outputBytes = 1 << 20
            limits.items = 50_000
            let end = Date().addingTimeInterval(seconds)
            var count = 0
            while Date() < end {
                let source = mutator.next()
                if let trace { try? source.write(toFile: trace, atomically: false, encoding: .utf8) }
                let start = Date()
                _ = failure(source, fixture.context, limits: limits)
                if Date().timeIntervalSince(start) > 5 { return -1 }
                count += 1
            }
            return count
        }
        #expect(count > 0, "a render took longer than the limits should allow")
    }
}

/// Makes new templates of old ones: flips bytes, splices, repeats, cuts, and plants tokens.
struct TemplateMutator {
    private let corpus: [[UInt8]]
    private var state: UInt64

    private static let tokens = [
        "{{", "}}", "{%", "%}", "{#", "#}", "-", "+", "|", ".", "(", ")", "[", "]", "{", "}", ",", ":", "'", "\"", "~",
        "**", "//", "%", "==", "<", " in ", " not ", " is ", " if ", " else ", " and ", " or ", "{% for i in nums %}",
        "{% endfor %}", "{% if t %}", "{% endif %}", "{% set ", "{% macro m() %}", "{% endmacro %}", "namespace(",
        "loop.", "|map('", "|list", "|tojson", "|sort", "|join", "|indent(", "|round(", "|int", "|format(", ".format(",
        "range(", "9223372036854775807", "-9223372036854775808", "1e308", "0", "''", "none", "[::-1]", "* 99999",
        ".split(", ".replace(", "caller()", "{% call m() %}", "{% endcall %}", "é", "😀", "\u{0}", "\\u", "\\x",
        "{% raw %}",
    ].map { Array($0.utf8) }

    init(corpus: [[UInt8]], seed: UInt64) {
        self.corpus = corpus
        state = seed
    }

    private mutating func random(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return bound > 0 ? Int((state >> 33) % UInt64(bound)) : 0
    }

    private mutating func pick() -> [UInt8] { corpus[random(corpus.count)] }

    mutating func next() -> String {
        var bytes = pick()
        for _ in 0...random(4) { mutate(&bytes) }
        return String(decoding: bytes.prefix(4096), as: UTF8.self)
    }

    private mutating func mutate(_ bytes: inout [UInt8]) {
        let place = random(bytes.count + 1)
        switch random(7) {
        case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(random(8))
        case 1: bytes.insert(contentsOf: Self.tokens[random(Self.tokens.count)], at: place)
        case 2: bytes.removeLast(random(bytes.count))
        case 3: bytes.removeSubrange(place..<place + random(min(8, bytes.count - place + 1)))
        case 4:
            let other = pick()
            bytes = Array(bytes.prefix(place)) + other.dropFirst(random(other.count))
        case 5: bytes += pick()
        default:
            let part = Array(bytes[place..<min(place + 1 + random(20), bytes.count)])
            for _ in 0...random(6) { bytes.insert(contentsOf: part, at: place) }
        }
    }
}
