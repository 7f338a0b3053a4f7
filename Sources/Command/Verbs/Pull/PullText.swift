internal import Hub

/// What people are told of a pull. A value: events and the time go in, lines come out.
struct PullText {
    private let name: String
    /// Whether each file gets a line when it is there, and the whole now and then. In a terminal bars tell that.
    private let showsFiles: Bool
    private var progress = PullProgress()
    private var isPlanned = false
    private var lastSummary: Duration = .zero

    private static let summaryGap = Duration.seconds(10)
    /// As many files as a small window has room for.
    private static let barLimit = 9

    init(name: String, showsFiles: Bool) {
        self.name = name
        self.showsFiles = showsFiles
    }

    /// The lines that an event is worth, most often none.
    mutating func apply(_ event: PullEvent, at time: Duration) -> [String] {
        progress.apply(event, at: time)
        switch event {
        case .askingHub(let base): return ["Looking for \(name) at \(base)"]
        case .waitingForOther(let process):
            let who = process.map { "process \($0)" } ?? "another process"
            return ["Waiting for \(who), which pulls into the same folder"]
        case .planned(let files, let bytes, let presentFiles, _):
            isPlanned = true
            lastSummary = time
            let verb = presentFiles == 1 ? "is" : "are"
            let present = presentFiles > 0 ? ", of which \(presentFiles) \(verb) here already" : ""
            return ["\(name): \(Self.files(files)), \(ByteCount.text(bytes))\(present)"]
        case .ended(let path): return showsFiles ? ["\(path) is here (\(progress.summary(at: time)))"] : []
        case .retrying(let path, let reason, let wait):
            let subject = path.map { "\($0): " } ?? ""
            return ["\(subject)\(reason); trying again in \(Self.seconds(wait))"]
        case .unchecked(let path): return ["\(path): the hub gives no checksum, so only its size is checked"]
        case .received: return summary(at: time)
        case .checking, .began, .dropped, .publishing: return []
        }
    }

    private mutating func summary(at time: Duration) -> [String] {
        guard showsFiles, time - lastSummary >= Self.summaryGap else { return [] }
        lastSummary = time
        return [progress.summary(at: time)]
    }

    func bars(at time: Duration, columns: Int, blocks: Bool) -> [String] {
        guard isPlanned else { return [] }
        return Array(progress.lines(at: time, columns: columns, blocks: blocks).prefix(Self.barLimit))
    }

    func end(_ result: PullResult, at time: Duration) -> String {
        let what = "\(name): \(Self.files(result.files)), \(ByteCount.text(result.bytes))"
        if result.wasUpToDate { return "\(what), all here already" }
        guard result.downloadedBytes > 0 else { return "\(what), from this machine" }
        let seconds = max(0.001, time / .seconds(1))
        let speed = ByteCount.text(Int(Double(result.downloadedBytes) / seconds))
        return "\(what); \(ByteCount.text(result.downloadedBytes)) downloaded in \(Self.seconds(time)), \(speed)/s"
    }

    private static func files(_ count: Int) -> String { "\(count) file\(count == 1 ? "" : "s")" }

    private static func seconds(_ time: Duration) -> String {
        let tenths = Int((time / .milliseconds(100)).rounded())
        return tenths < 100 ? "\(tenths / 10).\(tenths % 10) s" : "\((tenths + 5) / 10) s"
    }
}
