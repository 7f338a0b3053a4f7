/// How much a picture may be.
package struct ImageLimits: Sendable, Hashable {
    package var maxBytes = 20 << 20
    /// Before it is resized. Checked against what the file says before anything is decoded.
    package var maxPixels = 50_000_000

    package init() {}

    func check(bytes: Int) throws(MediaError) {
        guard bytes > maxBytes else { return }
        throw MediaError(
            .tooLarge, "the file has \(bytes) bytes, and at most \(maxBytes) are taken; send a smaller one")
    }

    func check(_ size: PixelSize) throws(MediaError) {
        guard size.width > 0, size.height > 0 else {
            throw MediaError(.unreadable, "the file says it is \(size) pixels large")
        }
        let (count, isTooMany) = size.width.multipliedReportingOverflow(by: size.height)
        guard isTooMany || count > maxPixels else { return }
        throw MediaError(
            .tooLarge, "it is \(size) pixels large, and at most \(maxPixels) pixels are decoded; send a smaller one")
    }
}
