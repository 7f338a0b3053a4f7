internal import Support

/// Rows of pictures seen lately.
typealias VisualCache = ByteBoundedCache<Hash128, VisualRows>

extension VisualRows {
    var byteCount: Int { (values.count + deepstack.reduce(0) { $0 + $1.count }) * MemoryLayout<Float>.stride }
}
