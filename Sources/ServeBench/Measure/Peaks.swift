/// The busiest second of a run. Seconds are counted from when the first successful request was sent.
struct Peaks: Hashable {
    var tokensPerSecond = 0
    var concurrentRequests = 0

    init(_ records: [RequestRecord]) {
        guard let first = records.map(\.startTime).min() else { return }
        var tokens: [Int: Int] = [:]
        var requests: [Int: Int] = [:]
        for record in records {
            var time = record.startTime + record.timeToFirstToken
            tokens[Self.second(time - first), default: 0] += 1
            for gap in record.interTokenLatencies {
                time += gap
                tokens[Self.second(time - first), default: 0] += 1
            }
            let start = Self.second(record.startTime - first)
            let end = Self.second(record.startTime + record.latency - first)
            for second in start...max(start, end) { requests[second, default: 0] += 1 }
        }
        tokensPerSecond = tokens.values.max() ?? 0
        concurrentRequests = requests.values.max() ?? 0
    }

    private static func second(_ time: Double) -> Int { Int(min(max(0, time), 1e9)) }
}
