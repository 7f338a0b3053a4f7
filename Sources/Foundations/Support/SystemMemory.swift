#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The machine's memory as Linux tells it.
package enum SystemMemory {
    /// Bytes that can be had without swapping, or nil where nobody says.
    package static var available: Int? { field("MemAvailable:", in: "/proc/meminfo") }

    /// The most memory this process has held so far, in bytes.
    package static var peakResident: Int? { field("VmHWM:", in: "/proc/self/status") }

    private static func field(_ name: String, in path: String) -> Int? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        for line in text.split(separator: "\n") where line.hasPrefix(name) {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            return words.count >= 2 ? Int(words[1]).map { $0 << 10 } : nil
        }
        return nil
    }
}
