internal import Media
internal import Support

/// How the LLaVA families bring a picture to the tower's size.
struct LLaVACrop: Sendable {
    /// Of the shorter side, before the middle is cut out.
    let shortestEdge: Int
    let crop: PixelSize
    let patchesPerSide: Int
    let normalisation: Normalisation

    init(_ configuration: VisionConfiguration) throws(DazzleError) {
        let processor = configuration.processor
        let vision = configuration.model["vision_config"]
        let side = vision?["image_size"]?.intValue ?? 336
        shortestEdge = processor["size"]?["shortest_edge"]?.intValue ?? processor["size"]?.intValue ?? side
        crop = PixelSize(
            width: processor["crop_size"]?["width"]?.intValue ?? processor["crop_size"]?.intValue ?? side,
            height: processor["crop_size"]?["height"]?.intValue ?? processor["crop_size"]?.intValue ?? side)
        let patch = vision?["patch_size"]?.intValue ?? 14
        guard (1...4096).contains(shortestEdge), (1...4096).contains(crop.width), (1...4096).contains(crop.height),
            (1...4096).contains(patch)
        else { throw DazzleError(.invalidModel, "preprocessor_config.json has sizes that make no sense") }
        patchesPerSide = crop.width / patch
        normalisation = Normalisation(processor, mean: Normalisation.clipMean, deviation: Normalisation.clipDeviation)
    }

    static func imageToken(_ configuration: VisionConfiguration) -> Int32 {
        let model = configuration.model
        return Int32(
            truncatingIfNeeded: model["image_token_id"]?.intValue ?? model["image_token_index"]?.intValue ?? 32000)
    }

    /// torchvision's rule: the longer side is cut to an integer.
    func resized(_ size: PixelSize) -> PixelSize {
        let (short, long) = (min(size.width, size.height), max(size.width, size.height))
        let other = Int(Double(shortestEdge * long) / Double(short))
        return size.width <= size.height
            ? PixelSize(width: shortestEdge, height: other) : PixelSize(width: other, height: shortestEdge)
    }

    func middle(of bitmap: Bitmap) -> Bitmap {
        // Python's `//` rounds down, also where the picture is smaller than the crop.
        func offset(_ whole: Int, _ part: Int) -> Int {
            (whole - part) >= 0 ? (whole - part) / 2 : -((part - whole + 1) / 2)
        }
        return bitmap.cropped(
            x: offset(bitmap.size.width, crop.width), y: offset(bitmap.size.height, crop.height), crop)
    }

    static func compose(
        _ text: String, _ media: [MediaLayout], _ imageToken: Int32, _ addSpecialTokens: Bool,
        _ encode: (String, Bool) throws -> [Int32]
    ) throws -> ComposedPrompt {
        let written = try TagExpansion([.init(.image, "<image>")]).expand(text, media) { index in
            String(repeating: "<image>", count: media[index].tokenCount)
        }
        let tokens = try encode(written, addSpecialTokens)
        let places = try MediaPlace.find(in: tokens, runs: media.map { [$0.tokenCount] }) { $0 == imageToken }
        return ComposedPrompt(tokens: tokens, places: places)
    }
}
