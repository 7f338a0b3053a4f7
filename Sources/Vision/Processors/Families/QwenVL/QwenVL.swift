package import Media
package import Support

/// Qwen2-VL, Qwen2.5-VL and Qwen3-VL: pictures of any size as patches, positions in time, height and width.
package struct QwenVL: VisionFamily {
    package static let modelTypes = ["qwen2_vl", "qwen2_5_vl", "qwen3_vl"]

    enum Generation: String, Sendable {
        case two = "qwen2_vl"
        case twoAndHalf = "qwen2_5_vl"
        case three = "qwen3_vl"
    }

    let generation: Generation
    let patches: QwenPatches
    let sizing: QwenSizing
    let clipSizing: QwenSizing
    let imageToken: Int32
    let videoToken: Int32
    /// Of Qwen2.5: how far apart in time positions one second is.
    let tokensPerSecond: Double
    /// Of Qwen2.5: merged patches to a window's side.
    let window: Int
    /// Of Qwen3: the side of the square of learned positions.
    let positionSide: Int
    package let deepstackLevels: Int
    let hiddenSize: Int

    package var readsVideo: Bool { true }
    var merge: Int { patches.merge }

    /// Bounds memory: where the tower looks at windows, their mask has the square of the patches as numbers.
    private var patchLimit: Int { generation == .twoAndHalf ? 20_000 : 65_536 }

    package init(_ configuration: VisionConfiguration) throws(DazzleError) {
        let type = configuration.model["model_type"]?.stringValue ?? ""
        generation = Generation(rawValue: type) ?? .two
        let isThird = generation == .three
        let vision = configuration.model["vision_config"]?.objectValue ?? JSONObject()
        let processor = configuration.processor
        let patch = processor["patch_size"]?.intValue ?? vision["patch_size"]?.intValue ?? (isThird ? 16 : 14)
        let merge = processor["merge_size"]?.intValue ?? vision["spatial_merge_size"]?.intValue ?? 2
        let temporal = processor["temporal_patch_size"]?.intValue ?? 2
        guard (1...64).contains(patch), (1...8).contains(merge), (1...8).contains(temporal) else {
            throw DazzleError(.invalidModel, "preprocessor_config.json has patch sizes that make no sense")
        }
        let half = Normalisation.half
        patches = QwenPatches(
            patch: patch, merge: merge, temporal: temporal,
            normalisation: Normalisation(
                processor, mean: isThird ? half : Normalisation.clipMean,
                deviation: isThird ? half : Normalisation.clipDeviation))
        sizing = Self.sizing(processor, factor: patch * merge, isThird ? (65536, 16_777_216) : (3136, 12_845_056))
        clipSizing =
            configuration.videoProcessor.map {
                Self.sizing($0, factor: patch * merge, isThird ? (4096, 25_165_824) : (100_352, 602_112))
            } ?? sizing
        imageToken = Int32(truncatingIfNeeded: configuration.model["image_token_id"]?.intValue ?? 151_655)
        videoToken = Int32(truncatingIfNeeded: configuration.model["video_token_id"]?.intValue ?? 151_656)
        tokensPerSecond = generation == .twoAndHalf ? vision["tokens_per_second"]?.doubleValue ?? 2 : 1
        window = max(1, (vision["window_size"]?.intValue ?? 112) / (patch * merge))
        let positions = vision["num_position_embeddings"]?.intValue ?? 2304
        positionSide = Int(Double(max(1, positions)).squareRoot())
        deepstackLevels = isThird ? vision["deepstack_visual_indexes"]?.arrayValue?.count ?? 3 : 0
        hiddenSize = configuration.hiddenSize
    }

    /// Older files name the limits themselves, newer ones as a size's edges.
    private static func sizing(_ processor: JSONObject, factor: Int, _ limits: (Int, Int)) -> QwenSizing {
        let size = processor["size"]
        return QwenSizing(
            factor: factor,
            minPixels: processor["min_pixels"]?.intValue ?? size?["shortest_edge"]?.intValue ?? limits.0,
            maxPixels: processor["max_pixels"]?.intValue ?? size?["longest_edge"]?.intValue ?? limits.1)
    }

    package func tag(_ kind: MediaKind, index: Int) -> String {
        kind == .image ? "<|vision_start|><|image_pad|><|vision_end|>" : "<|vision_start|><|video_pad|><|vision_end|>"
    }

    package func layout(of shape: MediaShape) throws(DazzleError) -> MediaLayout {
        let target =
            switch shape.kind {
            case .image: try sizing.target(of: shape.size, shape.options)
            case .video where generation == .three:
                try clipSizing.target(ofClip: shape.size, frames: shape.frameCount, shape.options)
            // The processor sees frames that Qwen's own tools have resized.
            case .video:
                try clipSizing.target(
                    of: sizing.target(ofFrame: shape.size, among: shape.frameCount, shape.options), MediaOptions())
            }
        let grid = MediaLayout.Grid(
            time: (shape.frameCount + patches.temporal - 1) / patches.temporal,
            height: target.height / patches.patch, width: target.width / patches.patch)
        guard grid.height * grid.width <= patchLimit, grid.time <= patchLimit else {
            throw DazzleError(
                .invalidRequest,
                "at \(target) pixels it has \(grid.height * grid.width) patches, and at most \(patchLimit) can be looked "
                    + "at together; lower max_pixels to \(patchLimit * patches.patch * patches.patch) or less")
        }
        return MediaLayout(
            shape: shape, target: target, grid: grid, tokenCount: grid.count / (patches.merge * patches.merge))
    }

    package func preprocess(_ frames: [Bitmap], _ layout: MediaLayout) throws(DazzleError) -> VisionInput {
        let resized = frames.map { $0.resized(to: layout.target, .bicubic) }
        return VisionInput(
            layout: layout, shape: [layout.grid.count, patches.rowLength], values: patches.rows(resized, layout.grid))
    }

    package func makeEncoder(_ graphs: VisionGraphs) throws -> any VisionEncoder { try QwenEncoder(self, graphs) }
}
