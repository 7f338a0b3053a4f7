internal import Support

/// Rows of pictures seen lately, up to a number of bytes; those not asked for longest go first.
struct VisualCache {
    private struct Entry {
        var rows: VisualRows
        var lastUse: UInt64
    }

    let limit: Int
    private(set) var bytes = 0
    private var entries: [Hash128: Entry] = [:]
    private var clock: UInt64 = 0

    init(limit: Int) { self.limit = limit }

    mutating func rows(for key: Hash128) -> VisualRows? {
        clock += 1
        entries[key]?.lastUse = clock
        return entries[key]?.rows
    }

    mutating func insert(_ rows: VisualRows, for key: Hash128) {
        guard rows.byteCount <= limit, entries[key] == nil else { return }
        clock += 1
        entries[key] = Entry(rows: rows, lastUse: clock)
        bytes += rows.byteCount
        // Pictures are big, so there are few of them, and looking through all is cheap beside encoding one.
        while bytes > limit, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            entries[oldest.key] = nil
            bytes -= oldest.value.rows.byteCount
        }
    }
}

extension VisualRows {
    var byteCount: Int { (values.count + deepstack.reduce(0) { $0 + $1.count }) * MemoryLayout<Float>.stride }
}
