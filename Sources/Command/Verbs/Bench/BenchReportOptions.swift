internal import ServeBench

/// What is told of a run, and where it is kept.
struct BenchReportOptions: Equatable {
    var metrics = Metrics()
    var percentiles = Percentiles()
    var goodput: [Goal] = []
    var savesResult = false
    var appendsResult = false
    var isDetailed = false
    var folder: String?
    var fileName: String?
    var label: String?
    var metadata: [BenchServeOptions.KeyValue] = []
    var hidesProgress = false

    struct Metrics: Hashable, CustomStringConvertible {
        var list: [LatencyMetric] = [.ttft, .tpot, .itl]
        var description: String { list.map(\.rawValue).joined(separator: ",") }
    }

    struct Percentiles: Hashable, CustomStringConvertible {
        var list: [Double] = [99]
        var description: String { list.map(shortText).joined(separator: ",") }
    }

    /// A time that a good request does not exceed.
    struct Goal: Hashable {
        var metric: LatencyMetric
        var milliseconds: Double
    }

    var selection: BenchMetrics.Selection {
        .init(
            metrics: metrics.list, percentiles: percentiles.list,
            levels: Dictionary(goodput.map { ($0.metric, $0.milliseconds) }) { $1 })
    }

    static var group: OptionGroup<BenchReportOptions> {
        OptionGroup(
            title: "Report",
            options: [
                .option(
                    "percentile-metrics", \.metrics, .metrics,
                    "Times to report, of ttft, tpot, itl, e2el, client_queue_time and e2el_including_client_queue."),
                .option("metric-percentiles", \.percentiles, .percentiles, "Percentiles to report of each."),
                .repeated(
                    "goodput", \.goodput, .goal, takesMany: true,
                    "Count requests that stay within this many milliseconds of ttft, tpot or e2el."),
                .flag("save-result", \.savesResult, "Write the result to a JSON file."),
                .flag("save-detailed", \.isDetailed, "Write each request's times, text and error too."),
                .flag("append-result", \.appendsResult, "Add the result to the file as one more line."),
                .option("result-dir", \.folder, .folder("FOLDER"), unset: "the current one", "Folder of that file."),
                .option(
                    "result-filename", \.fileName, .text("NAME").nonEmpty,
                    unset: "LABEL-RATEqps-concurrencyN-MODEL-DATE.json", "Name of that file."),
                .option("label", \.label, .text(), unset: "the backend", "Name of this run."),
                .repeated("metadata", \.metadata, .keyValue, takesMany: true, "Put this into the result too."),
                .flag("disable-tqdm", \.hidesProgress, "Show no progress bar."),
            ])
    }
}

extension ValueFormat where Value == BenchReportOptions.Metrics {
    static var metrics: Self {
        let names = LatencyMetric.allCases.map(\.rawValue)
        return ValueFormat(
            valueName: "NAMES", expectation: "names with commas between, of " + names.joined(separator: ", ")
        ) { text in
            let words = text.split(separator: ",").map(String.init)
            let list = words.compactMap(LatencyMetric.init)
            return list.count == words.count && !list.isEmpty ? Value(list: list) : nil
        }
    }
}

extension ValueFormat where Value == BenchReportOptions.Percentiles {
    static var percentiles: Self {
        ValueFormat(valueName: "NUMBERS", expectation: "numbers from 0 to 100 with commas between") { text in
            let words = text.split(separator: ",")
            let list = words.compactMap { Double($0) }.filter { (0...100).contains($0) }
            return list.count == words.count && !list.isEmpty ? Value(list: list) : nil
        }
    }
}

extension ValueFormat where Value == BenchReportOptions.Goal {
    static var goal: Self {
        ValueFormat(valueName: "NAME:MS", expectation: "ttft, tpot or e2el, a colon and milliseconds") { text in
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, let metric = LatencyMetric(rawValue: String(parts[0])),
                [.ttft, .tpot, .e2el].contains(metric), let milliseconds = Double(parts[1]), milliseconds >= 0
            else { return nil }
            return Value(metric: metric, milliseconds: milliseconds)
        }
    }
}
