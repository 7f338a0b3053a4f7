/// How far a pull is, and how that looks. A value: events and the time go in, lines come out.
package struct PullProgress: Sendable, Hashable {
    package struct Active: Sendable, Hashable {
        package var path: HubPath
        package var size: Int
        package var done: Int
    }

    package private(set) var fileCount = 0
    package private(set) var endedFiles = 0
    package private(set) var totalBytes = 0
    package private(set) var doneBytes = 0
    package private(set) var active: [Active] = []
    private var samples: [Sample] = []
    private var received = 0

    private struct Sample: Hashable {
        var time: Duration
        var received: Int
    }

    /// Long enough to be steady, short enough to follow a line that gets slower.
    private static let window = Duration.seconds(10)
    private static let sampleGap = Duration.milliseconds(500)

    package init() {}

    /// - Parameter time: since the start.
    package mutating func apply(_ event: PullEvent, at time: Duration) {
        switch event {
        case .planned(let files, let bytes, let presentFiles, let presentBytes):
            (fileCount, totalBytes, endedFiles, doneBytes) = (files, bytes, presentFiles, presentBytes)
            samples = [Sample(time: time, received: 0)]
        case .began(let path, let size, let have):
            active.append(Active(path: path, size: size, done: have))
            doneBytes += have
        case .received(let path, let bytes):
            change(path, by: bytes)
            received += bytes
            sample(time)
        case .dropped(let path, let bytes): change(path, by: -bytes)
        case .ended(let path):
            active.removeAll { $0.path == path }
            endedFiles += 1
        case .askingHub, .waitingForOther, .checking, .retrying, .unchecked, .publishing: break
        }
    }

    private mutating func change(_ path: HubPath, by bytes: Int) {
        doneBytes += bytes
        if let place = active.firstIndex(where: { $0.path == path }) { active[place].done += bytes }
    }

    private mutating func sample(_ time: Duration) {
        if let last = samples.last, time - last.time < Self.sampleGap { return }
        samples.removeAll { time - $0.time > Self.window }
        samples.append(Sample(time: time, received: received))
    }

    /// Bytes in a second, lately; nil before that can be told.
    package func speed(at time: Duration) -> Double? {
        guard let first = samples.first, time - first.time >= Self.sampleGap, received > first.received else {
            return nil
        }
        return Double(received - first.received) / ((time - first.time) / .seconds(1))
    }

    // MARK: Text

    /// "3 of 12 files, 2.1 of 3.4 GB, 85.0 MB/s, 00:15 left"
    package func summary(at time: Duration) -> String {
        var parts = ["\(endedFiles) of \(fileCount) files", ByteCount.text(doneBytes, of: totalBytes)]
        if let speed = speed(at: time), endedFiles < fileCount {
            parts.append("\(ByteCount.text(Int(speed)))/s")
            parts.append("\(Self.clock(Double(max(0, totalBytes - doneBytes)) / speed)) left")
        }
        return parts.joined(separator: ", ")
    }

    /// For a terminal: a bar for all, and one for each file that is coming in.
    package func lines(at time: Duration, columns: Int, blocks: Bool) -> [String] {
        let width = max(10, min(columns - 1, 200))
        let total = Self.line(doneBytes, totalBytes, summary(at: time), width, blocks)
        return [total]
            + active.map { file in
                let text = "\(ByteCount.text(file.done, of: file.size))  \(file.path)"
                return Self.line(file.done, file.size, text, width, blocks)
            }
    }

    private static let barWidth = 20

    private static func line(_ done: Int, _ total: Int, _ text: String, _ width: Int, _ blocks: Bool) -> String {
        let fraction = total > 0 ? min(1, max(0, Double(done) / Double(total))) : 1
        let percent = "\(Int(fraction * 100))"
        let head = String(repeating: " ", count: 3 - percent.count) + percent + "% "
        let bar = width >= 60 ? self.bar(fraction, blocks) + " " : ""
        return fitting(head + bar + text, width)
    }

    /// As much as fits a line of so many columns. Characters from Hangul on may be two wide; a line that is too long would take
    /// two, and one of them would stay.
    private static func fitting(_ text: String, _ width: Int) -> String {
        var columns = 0
        return String(
            text.prefix { character in
                let isWide = character.unicodeScalars.contains {
                    $0.value >= 0x1100 && !(0x2500...0x259F).contains($0.value)
                }
                columns += isWide ? 2 : 1
                return columns <= width
            })
    }

    private static func bar(_ fraction: Double, _ blocks: Bool) -> String {
        let marks = Array(blocks ? " ▏▎▍▌▋▊▉█" : " .-=#")
        let steps = Int(fraction * Double(barWidth * (marks.count - 1)))
        let (full, part) = steps.quotientAndRemainder(dividingBy: marks.count - 1)
        let bar = String(repeating: marks[marks.count - 1], count: full) + (full < barWidth ? String(marks[part]) : "")
        return "|" + bar + String(repeating: " ", count: barWidth - bar.count) + "|"
    }

    /// Whole hours may have any number of digits.
    static func clock(_ seconds: Double) -> String {
        let whole = Int(min(max(0, seconds.rounded(.up)), 1e9))
        let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return hours > 0 ? "\(hours):\(two(minutes)):\(two(rest))" : "\(two(minutes)):\(two(rest))"
    }
}
