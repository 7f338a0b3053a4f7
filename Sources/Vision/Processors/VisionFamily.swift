package import Media
package import Support

/// What is particular to a family of vision-language models: how pictures are cut, what stands for them in a prompt, which
/// graphs read them, and how the language model counts positions.
package protocol VisionFamily: Sendable {
    /// As in config.json.
    static var modelTypes: [String] { get }

    init(_ configuration: VisionConfiguration) throws(DazzleError)

    /// Clips are read as clips; for others their frames become pictures.
    var readsVideo: Bool { get }
    var alphaRule: AlphaRule { get }
    /// Where the language model counts positions from.
    var firstPosition: Int32 { get }
    /// First layers to which a picture's rows are added again.
    var deepstackLevels: Int { get }
    /// A picture's tokens attend to each other in both directions, so they are never computed apart.
    var attendsBothWays: Bool { get }

    /// What stands for the picture or clip in the text of a prompt before `compose`.
    ///
    /// - Parameter index: among all media of the prompt, from 0.
    func tag(_ kind: MediaKind, index: Int) -> String

    /// Throws `invalidRequest` for what cannot be read, such as a picture 200 times as wide as high.
    func layout(of shape: MediaShape) throws(DazzleError) -> MediaLayout

    /// What the encoder reads. Takes long; called on a pool of threads.
    ///
    /// - Parameter frames: one for a picture, `layout.shape.frameCount` for a clip, all of `layout.shape.size`.
    func preprocess(_ frames: [Bitmap], _ layout: MediaLayout) throws(DazzleError) -> VisionInput

    /// Expands the tags in a prompt and tokenizes it.
    ///
    /// - Parameters:
    ///   - text: the conversation as the chat template wrote it, with a tag for each of `media` in order.
    ///   - encode: the tokenizer; the flag is whether it adds its special tokens.
    func compose(
        _ text: String, _ media: [MediaLayout], addSpecialTokens: Bool, _ encode: (String, Bool) throws -> [Int32]
    ) throws -> ComposedPrompt

    /// The vision graphs on a device. Each encoder has requests of its own; the compiled graphs are shared.
    func makeEncoder(_ graphs: VisionGraphs) throws -> any VisionEncoder
}

extension VisionFamily {
    package var readsVideo: Bool { false }
    package var alphaRule: AlphaRule { .drop }
    package var firstPosition: Int32 { 0 }
    package var deepstackLevels: Int { 0 }
    package var attendsBothWays: Bool { false }
}

/// Pixels ready for the graphs: normalised, cut and ordered. What else a graph wants follows from the layout.
package struct VisionInput: Sendable {
    package var layout: MediaLayout
    package var shape: [Int]
    package var values: [Float]

    package init(layout: MediaLayout, shape: [Int], values: [Float]) {
        self.layout = layout
        self.shape = shape
        self.values = values
    }
}

/// Runs a family's vision graphs. Belongs to one thread.
package protocol VisionEncoder: AnyObject {
    /// Rows for each input, in order. Inputs may differ in size; those that can go through a graph together, do.
    func encode(_ inputs: [VisionInput]) throws -> [VisualRows]
}

/// What the language model sees of a picture or clip: one row for each placeholder token.
package struct VisualRows: Sendable {
    package let width: Int
    /// Row after row.
    package let values: [Float]
    /// Rows that are added inside the first layers (Qwen3-VL): for each such layer as many values as `values`.
    package let deepstack: [[Float]]

    package init(width: Int, values: [Float], deepstack: [[Float]] = []) {
        self.width = width
        self.values = values
        self.deepstack = deepstack
    }

    package var count: Int { width == 0 ? 0 : values.count / width }
}
