package import Media
package import Support

/// A picture or clip of a prompt: its pixels and what the model's family makes of them.
package final class VisualItem: Sendable {
    package let frames: [Bitmap]
    package let layout: MediaLayout
    /// Equal exactly if the model sees the same.
    package let key: Hash128

    init(frames: [Bitmap], layout: MediaLayout) {
        self.frames = frames
        self.layout = layout
        var hasher = SipHasher128(key: Self.hashKey)
        for frame in frames {
            hasher.combine(UInt64(frame.size.width))
            frame.bytes.withUnsafeBytes { hasher.combine($0) }
        }
        let numbers = [
            layout.target.width, layout.target.height, layout.grid.time, layout.grid.height, layout.grid.width,
            layout.tokenCount, layout.shape.kind == .video ? 1 : 0,
        ]
        for number in numbers { hasher.combine(UInt64(truncatingIfNeeded: number)) }
        key = hasher.finalize()
    }

    private static let hashKey = Hash128.random()
}
