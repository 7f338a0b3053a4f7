#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif
internal import Media
internal import Support

/// To what size the Qwen families bring pictures: both sides multiples of a factor, the area within limits, the shape kept.
struct QwenSizing: Sendable, Hashable {
    /// Pixels of a merged patch's side.
    var factor: Int
    var minPixels: Int
    var maxPixels: Int
    /// Sides differ by at most this.
    static let maxRatio = 200.0

    /// transformers' `smart_resize`; `round` is Python's, which rounds halves to even.
    func target(of size: PixelSize, _ options: MediaOptions) throws(DazzleError) -> PixelSize {
        let (width, height) = (Double(size.width), Double(size.height))
        try check(size)
        let factor = Double(factor)
        if let wantedWidth = options.resizedWidth, let wantedHeight = options.resizedHeight {
            return PixelSize(
                width: max(self.factor, Int((Double(wantedWidth) / factor).rounded(.toNearestOrEven) * factor)),
                height: max(self.factor, Int((Double(wantedHeight) / factor).rounded(.toNearestOrEven) * factor)))
        }
        let least = Double(options.minPixels ?? minPixels)
        let most = Double(options.maxPixels ?? maxPixels)
        guard least <= most else {
            throw DazzleError(
                .invalidRequest,
                "min_pixels is \(Int(least)) and max_pixels is \(Int(most)); the first must not be larger")
        }
        var newWidth = (width / factor).rounded(.toNearestOrEven) * factor
        var newHeight = (height / factor).rounded(.toNearestOrEven) * factor
        if newWidth * newHeight > most {
            let shrink = sqrt(height * width / most)
            newHeight = max(factor, floor(height / shrink / factor) * factor)
            newWidth = max(factor, floor(width / shrink / factor) * factor)
        } else if newWidth * newHeight < least {
            let grow = sqrt(least / (height * width))
            newHeight = ceil(height * grow / factor) * factor
            newWidth = ceil(width * grow / factor) * factor
        }
        return PixelSize(width: Int(newWidth), height: Int(newHeight))
    }

    /// qwen_vl_utils' rule for a clip: each frame has 128 to 768 tokens, and all together no more than most of a context of
    /// 128,000. A bound below the least lowers that, where those tools fail.
    func target(
        ofFrame size: PixelSize, among frames: Int, _ options: MediaOptions
    ) throws(DazzleError) -> PixelSize {
        let token = Double(factor * factor)
        let least = Double(options.minPixels ?? 128 * factor * factor)
        let fair = 128_000 * token * 0.9 / Double(max(1, frames)) * 2
        let cap = max(min(768 * token, fair), (least * 1.05).rounded(.down))
        var bounds = options
        let most = min(options.maxPixels.map(Double.init) ?? cap, cap)
        bounds.maxPixels = Int(most)
        bounds.minPixels = Int(min(least, most))
        return try target(of: size, bounds)
    }

    /// The same for a clip of Qwen3-VL, whose limits count all frames together.
    func target(ofClip size: PixelSize, frames: Int, _ options: MediaOptions) throws(DazzleError) -> PixelSize {
        try check(size)
        let (width, height, count, factor) = (
            Double(size.width), Double(size.height), Double(frames), Double(factor)
        )
        guard width >= factor, height >= factor else {
            throw DazzleError(
                .invalidRequest, "a clip of \(size) pixels is too small; both sides must have at least \(self.factor)")
        }
        let (least, most) = (Double(options.minPixels ?? minPixels), Double(options.maxPixels ?? maxPixels))
        var newWidth = (width / factor).rounded(.toNearestOrEven) * factor
        var newHeight = (height / factor).rounded(.toNearestOrEven) * factor
        let pairs = ceil(count / 2) * 2
        if pairs * newWidth * newHeight > most {
            let shrink = sqrt(count * height * width / most)
            newHeight = max(factor, floor(height / shrink / factor) * factor)
            newWidth = max(factor, floor(width / shrink / factor) * factor)
        } else if pairs * newWidth * newHeight < least {
            let grow = sqrt(least / (count * height * width))
            newHeight = ceil(height * grow / factor) * factor
            newWidth = ceil(width * grow / factor) * factor
        }
        return PixelSize(width: Int(newWidth), height: Int(newHeight))
    }

    private func check(_ size: PixelSize) throws(DazzleError) {
        let ratio = Double(max(size.width, size.height)) / Double(max(1, min(size.width, size.height)))
        guard ratio <= Self.maxRatio else {
            throw DazzleError(
                .invalidRequest,
                "\(size) pixels are too long and thin: the longer side may be at most 200 times the shorter; crop it")
        }
    }
}
