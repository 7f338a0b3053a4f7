import TestSupport
import Testing

@testable import Metrics

@Suite struct MetricsTests {
    let registry = MetricsRegistry()

    private func scrape() throws -> PrometheusText { try PrometheusText(registry.text) }

    @Test func countersOnlyGrow() throws {
        let counters = registry.counters("hits_total", "Hits.", labels: ["kind"])
        counters["a"].add()
        counters["a"].add(41)
        counters["a"].add(-5)
        counters["b"].add(0)
        let text = try scrape()
        #expect(text["hits_total"]?.kind == "counter")
        #expect(text["hits_total"]?.help == "Hits.")
        #expect(text.value("hits_total", ["kind": "a"]) == 42)
        #expect(text.value("hits_total", ["kind": "b"]) == 0)
    }

    @Test func gaugesGoBothWays() throws {
        let gauge = registry.gauges("level", "Level.")[]
        gauge.set(3)
        gauge.add(4)
        gauge.subtract(9)
        #expect(try scrape().value("level") == -2)
    }

    @Test(arguments: [
        (0.0, 0), (0.05, 0), (0.1, 0), (0.1000001, 1), (1.0, 1), (2.5, 2), (2.6, 3), (1e300, 3), (-4.0, 0),
    ])
    func observationsFallIntoTheFirstBucketThatHoldsThem(value: Double, bucket: Int) throws {
        let histogram = registry.histograms("h", "H.", bounds: [0.1, 1, 2.5])[]
        histogram.observe(value)
        let bounds = ["0.1", "1.0", "2.5", "+Inf"]
        let text = try scrape()
        let counts = bounds.map { text.value("h_bucket", ["le": $0]) }
        #expect(counts == (0..<4).map { $0 >= bucket ? 1 : 0 })
        #expect(text.value("h_sum") == value)
        #expect(text.value("h_count") == 1)
    }

    @Test func observationsCanCountManyTimes() throws {
        let histogram = registry.histograms("h", "H.", bounds: [1])[]
        histogram.observe(0.5, times: 4)
        histogram.observe(7, times: 0)
        histogram.observe(.nan)
        histogram.observe(.infinity)
        histogram.observe(Duration.milliseconds(1500))
        let text = try scrape()
        #expect(text.value("h_count") == 5)
        #expect(text.value("h_sum") == 3.5)
        #expect(text.value("h_bucket", ["le": "1.0"]) == 4)
    }

    @Test func boundsAreSortedAndFinite() {
        #expect(Histogram([3, 1, .infinity, 1, .nan, 2]).bounds == [1, 2, 3])
        #expect(Histogram([]).bounds == [])
    }

    @Test(arguments: [
        "plain", "", "back\\slash", "quo\"te", "line\nbreak", "\\n is no line break", "ends with \\", "Grüße 🦓",
        "a\r\nb",
        "}{=,\"\\\"", "\u{0}\u{1b}[31m",
    ])
    func labelValuesComeBackAsTheyWere(value: String) throws {
        registry.counters("c_total", "C.", labels: ["before", "value"])["x", value].add()
        let sample = try #require(try scrape()["c_total"]?.samples.first)
        #expect(sample.labels["value"].map { Array($0.utf8) } == Array(value.utf8))
        #expect(sample.labels["before"] == "x")
    }

    @Test func helpStaysOnItsLine() throws {
        _ = registry.gauges("g", "One\nTwo \\ three.")[]
        #expect(try scrape()["g"]?.help == "One\\nTwo \\\\ three.")
    }

    @Test(
        arguments: [
            (0.0, "0"), (-0.0, "0"), (3, "3"), (-17, "-17"), (0.25, "0.25"), (1e-7, "1e-07"), (1e18, "1e+18"),
            (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"), (999_999_999_999_999, "999999999999999"),
        ] as [(Double, String)])
    func numbersAreWritten(number: Double, text: String) {
        #expect(number.sampleText == text)
    }

    @Test func cardinalityIsBounded() throws {
        let counters = registry.counters("c_total", "C.", labels: ["a", "b"], limit: 10)
        for index in 0..<1000 { counters["\(index)", "x"].add() }
        let text = try scrape()
        #expect(text["c_total"]?.samples.count == 11)
        #expect(text.value("c_total", ["a": "other", "b": "other"]) == 990)
        #expect(text.value("c_total", ["a": "3"]) == 1)
        counters["3", "x"].add()
        #expect(try scrape().value("c_total", ["a": "3"]) == 2)
    }

    @Test func observedFiguresAreReadAtTheTime() throws {
        let gauge = Gauge()
        registry.observed("depth", "Depth.", .gauge, labels: ["pool"]) {
            [.init(["a"], Double(gauge.value)), .init(["b\""], 0.5)]
        }
        gauge.set(1)
        #expect(try scrape().value("depth", ["pool": "a"]) == 1)
        gauge.set(2)
        #expect(try scrape().value("depth", ["pool": "a"]) == 2)
        #expect(try scrape().value("depth", ["pool": "b\""]) == 0.5)
    }

    @Test(arguments: [
        ("a", true), ("vllm:x_total", true), ("_a1", true), ("", false), ("1a", false), ("a-b", false), ("ä", false),
        ("a b", false),
    ])
    func namesAreChecked(name: String, isValid: Bool) {
        #expect(Exposition.isMetricName(name) == isValid)
    }

    @Test func labelNamesHaveNoColonAndAreNotReserved() {
        #expect(Exposition.isLabelName("model_name"))
        #expect(!Exposition.isLabelName("a:b"))
        #expect(!Exposition.isLabelName("__name__"))
    }

    @Test func nothingIsLostWhenManyThreadsCount() async throws {
        let counters = registry.counters("c_total", "C.", labels: ["n"], limit: 16)
        let histogram = registry.histograms("h", "H.", bounds: [1, 2, 3])[]
        let gauge = registry.gauges("g", "G.")[]
        await withTaskGroup { group in
            for task in 0..<8 {
                group.addTask {
                    for index in 0..<5000 {
                        counters["\((index + task) % 32)"].add()
                        histogram.observe(Double(index % 4) + 0.5)
                        gauge.add()
                        gauge.subtract()
                    }
                }
            }
            // Scrapes amid the work are sound in themselves; the parser checks the histogram's sums.
            for _ in 0..<50 { #expect(throws: Never.self) { try scrape() } }
        }
        let text = try scrape()
        #expect(text.total("c_total") == 40_000)
        #expect(text["c_total"]?.samples.count == 17)
        #expect(text.value("h_count") == 40_000)
        #expect(text.value("h_sum") == 80_000)
        #expect(text.value("g") == 0)
    }

    @Test(arguments: [
        "a 1\n", "# HELP a A.\n# TYPE a counter\na 1", "# HELP a A.\n# TYPE a counter\nb 1\n",
        "# HELP a A.\n# TYPE a counter\na{x=1} 1\n", "# HELP a A.\n# TYPE a counter\na 1\na 2\n",
        "# HELP a A.\n# TYPE a counter\na -1\n", "# HELP a A.\n# TYPE a counter\na{x=\"\\q\"} 1\n",
        "# HELP a A.\n# TYPE a histogram\na_bucket{le=\"1\"} 1\na_sum 1\na_count 1\n",
        "# HELP a A.\n# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n",
    ])
    func theTestsOwnReaderIsStrict(text: String) {
        #expect(throws: PrometheusText.Malformed.self) { try PrometheusText(Array(text.utf8)) }
    }
}
