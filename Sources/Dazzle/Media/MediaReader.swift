internal import Media
internal import Support
internal import Vision

/// Fetches and decodes media by the operator's rules.
final class MediaReader: Sendable {
    private let limits = ImageLimits()

    /// Encoded bytes, or pixels that need no decoding.
    enum Source: Sendable {
        case bytes([UInt8])
        case bitmap(Bitmap)
    }

    /// A picture, or the frames of a clip.
    struct Shot: Sendable {
        var frames: [Bitmap]
        var shape: MediaShape

        func items(for vision: VisionService) throws -> [VisualItem] {
            if shape.kind == .image || vision.family.readsVideo { return [try vision.item(frames, shape)] }
            return try frames.map { try vision.item([$0], MediaShape(image: $0.size, options: shape.options)) }
        }
    }

    func fetch(_ input: MediaInput) async throws -> Source {
        switch input.content {
        case .data(let bytes): return .bytes(bytes)
        case .rgb(let bytes, let width, let height):
            guard width > 0, height > 0, bytes.count == width.multipliedReportingOverflow(by: height * 3).partialValue
            else { throw MediaError(.unreadable, "\(bytes.count) bytes are no picture of \(width)×\(height) pixels") }
            return .bitmap(Bitmap(size: PixelSize(width: width, height: height), bytes: bytes))
        case .url, .file, .frames: throw MediaError(.unsupported, "not here yet")
        }
    }

    func decode(_ source: Source, _ input: MediaInput, _ alpha: AlphaRule) throws -> Shot {
        let bitmap =
            switch source {
            case .bitmap(let bitmap): bitmap
            case .bytes(let bytes): try ImageDecoder.decode(bytes, limits).flattened(alpha)
            }
        return Shot(frames: [bitmap], shape: MediaShape(image: bitmap.size, options: input.options.layout))
    }
}

extension MediaInput.Options {
    var layout: MediaOptions {
        var options = MediaOptions()
        options.minPixels = minPixels
        options.maxPixels = maxPixels
        options.resizedWidth = resizedWidth
        options.resizedHeight = resizedHeight
        options.maxTiles = maxTiles
        return options
    }
}
