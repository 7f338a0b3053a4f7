/// A figure with one set of labels. It knows how to write itself after heads that were rendered once.
package protocol Metric: AnyObject, Sendable {
    /// What all series of a family share: a histogram's bounds.
    associatedtype Options: Sendable

    static var kind: MetricKind { get }

    init(_ options: Options)

    /// What stands before each of the metric's values.
    func heads(_ series: SeriesName) -> [[UInt8]]

    func emit(_ heads: [[UInt8]], into text: inout [UInt8])
}

package enum MetricKind: String, Sendable, Hashable {
    case counter, gauge, histogram
}

/// A name with its labels, out of which the heads of sample lines are made.
package struct SeriesName: Sendable {
    package let name: String
    package let labels: [(name: String, value: String)]

    package init(_ name: String, _ labels: [(name: String, value: String)] = []) {
        self.name = name
        self.labels = labels
    }

    /// `name_suffix{label="value",…} `
    package func head(_ suffix: String = "", _ extra: (name: String, value: String)? = nil) -> [UInt8] {
        var text = name + suffix
        let all = labels + (extra.map { [$0] } ?? [])
        if !all.isEmpty {
            text += "{" + all.map { "\($0.name)=\"\(Exposition.escapedLabel($0.value))\"" }.joined(separator: ",") + "}"
        }
        return Array((text + " ").utf8)
    }
}
