internal import Media
internal import Support
internal import Synchronization
internal import Vision

/// Fetches and decodes media by the operator's rules.
final class MediaReader: Sendable {
    private let fetcher: MediaFetcher
    private let limits = ImageLimits()
    private let videoLimits = VideoLimits()

    /// Of the operator.
    private let bounds: MediaInput.Options
    private let kept: Mutex<ByteBoundedCache<String, Source>>
    private let observer: @Sendable (MediaStage, Duration) -> Void

    init(_ options: LoadOptions.MediaOptions, observer: @escaping @Sendable (MediaStage, Duration) -> Void) throws {
        fetcher = try MediaFetcher(options.rules)
        bounds = options.defaults
        kept = Mutex(ByteBoundedCache(limit: options.keptBytes))
        self.observer = observer
    }

    func timed<Value>(_ stage: MediaStage, _ work: () throws -> Value) rethrows -> Value {
        let begin = ContinuousClock.now
        defer { observer(stage, begin.duration(to: .now)) }
        return try work()
    }

    func timed<Value>(_ stage: MediaStage, _ work: () async throws -> Value) async rethrows -> Value {
        let begin = ContinuousClock.now
        defer { observer(stage, begin.duration(to: .now)) }
        return try await work()
    }

    /// Encoded bytes, or pixels that need no decoding.
    indirect enum Source: Sendable {
        case bytes([UInt8])
        case bitmap(Bitmap)
        case frames([Source])

        var byteCount: Int {
            switch self {
            case .bytes(let bytes): bytes.count
            case .bitmap(let bitmap): bitmap.bytes.count
            case .frames(let frames): frames.reduce(0) { $0 + $1.byteCount }
            }
        }
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

    // MARK: Fetching

    func fetch(_ input: MediaInput) async throws -> Source {
        if input.content == .kept {
            guard let uuid = input.uuid, let source = kept.withLock({ $0.value(for: uuid) }) else {
                throw MediaError(
                    .unreachable,
                    "nothing is kept under the uuid '\(input.uuid?.prefix(80) ?? "")' any more; send it again with its URL"
                )
            }
            return source
        }
        let source = try await fetch(input.content, isVideo: input.kind == .video)
        if let uuid = input.uuid { kept.withLock { $0.insert(source, bytes: source.byteCount, for: uuid) } }
        return source
    }

    private func fetch(_ content: MediaInput.Content, isVideo: Bool) async throws -> Source {
        switch content {
        case .kept: throw MediaError(.unsupported, "a frame of a clip cannot be kept apart from it")
        case .data(let bytes): return .bytes(bytes)
        case .rgb(let bytes, let width, let height): return .bitmap(try bitmap(bytes, width, height))
        case .file(let path): return .bytes(try fetcher.readTrusted(path, isVideo: isVideo))
        case .url(let url):
            if isVideo, let frames = try fetcher.frames(in: url) { return .frames(frames.map(Source.bytes)) }
            return .bytes(try await fetcher.fetch(url, isVideo: isVideo))
        case .frames(let frames):
            return .frames(
                try await withThrowingTaskGroup { group in
                    for (index, frame) in frames.enumerated() {
                        group.addTask { (index, try await self.fetch(frame, isVideo: false)) }
                    }
                    var sources = [Source?](repeating: nil, count: frames.count)
                    for try await (index, source) in group { sources[index] = source }
                    return sources.compactMap { $0 }
                })
        }
    }

    private func bitmap(_ bytes: [UInt8], _ width: Int, _ height: Int) throws(MediaError) -> Bitmap {
        let (count, isTooMany) = width.multipliedReportingOverflow(by: height)
        guard width > 0, height > 0, !isTooMany, count <= limits.maxPixels, bytes.count == count * 3 else {
            throw MediaError(.unreadable, "\(bytes.count) bytes are no picture of \(width)×\(height) pixels")
        }
        return Bitmap(size: PixelSize(width: width, height: height), bytes: bytes)
    }

    // MARK: Decoding

    func decode(_ source: Source, _ input: MediaInput, _ alpha: AlphaRule) throws -> Shot {
        var input = input
        input.options = input.options.bounded(by: bounds)
        switch source {
        case .frames(let sources):
            return try clip(try sources.map { try still($0, alpha) }, input)
        case .bytes(let bytes) where input.kind == .video:
            let clip = try VideoDecoder.decode(bytes, input.options.picking, videoLimits)
            var shape = MediaShape(
                video: clip.frames[0].size, frameCount: clip.frames.count, options: input.options.layout)
            shape.frameIndices = clip.indices
            shape.sourceRate = clip.rate
            shape.sampleRate = Double(clip.frames.count) / max(Double(clip.total), 1e-6) * clip.rate
            return Shot(frames: clip.frames, shape: shape)
        case .bytes, .bitmap:
            let bitmap = try still(source, alpha)
            return Shot(frames: [bitmap], shape: MediaShape(image: bitmap.size, options: input.options.layout))
        }
    }

    private func still(_ source: Source, _ alpha: AlphaRule) throws(MediaError) -> Bitmap {
        switch source {
        case .bitmap(let bitmap): bitmap
        case .bytes(let bytes): try ImageDecoder.decode(bytes, limits).flattened(alpha)
        case .frames: throw MediaError(.unsupported, "a frame of a clip cannot be a clip")
        }
    }

    /// Frames that came as pictures count as taken twice a second, unless the request says otherwise.
    private func clip(_ frames: [Bitmap], _ input: MediaInput) throws(MediaError) -> Shot {
        guard let first = frames.first else { throw MediaError(.unreadable, "the clip has no frames") }
        // Later frames are brought to the first one's size, which transformers would refuse to stack otherwise.
        let frames = frames.map { $0.resized(to: first.size, .bicubic) }
        var shape = MediaShape(video: first.size, frameCount: frames.count, options: input.options.layout)
        let rate = input.options.framesPerSecond ?? 2
        shape.frameIndices = Array(frames.indices)
        shape.sourceRate = rate
        shape.sampleRate = rate
        return Shot(frames: frames, shape: shape)
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

    /// As qwen_vl_utils has it, unless a number of frames is asked for.
    var picking: FramePicking {
        if let frameCount { return frameCount < 0 ? .all : .uniform(frameCount) }
        return .qwen(fps: framesPerSecond, count: nil, least: 4, most: 768)
    }
}
