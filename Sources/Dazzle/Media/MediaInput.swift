/// A picture or clip in a conversation, and how it is to be read.
public struct MediaInput: Sendable, Hashable {
    public enum Kind: Sendable, Hashable { case image, video }

    public enum Content: Sendable, Hashable {
        /// `http:`, `https:`, `data:` or `file:`, or a path; what is allowed is for `MediaRules` to say.
        case url(String)
        /// A file the caller trusts.
        case file(String)
        /// An encoded picture or clip.
        case data([UInt8])
        /// Rows of red, green and blue bytes from the top left.
        case rgb([UInt8], width: Int, height: Int)
        /// A clip as its frames.
        case frames([Content])
        /// What was sent before with the same `uuid`.
        case kept
    }

    public var kind: Kind
    public var content: Content
    public var options = Options()
    /// How errors call it, such as `messages[1].content[0]`.
    public var place: String?
    /// What the caller calls it. It is kept for a while, so that later requests can show it again without sending it.
    public var uuid: String?

    /// nil where the model's own settings are to hold. Models take what they know.
    public struct Options: Sendable, Hashable {
        public var minPixels: Int?
        public var maxPixels: Int?
        public var resizedWidth: Int?
        public var resizedHeight: Int?
        /// Parts that a picture is cut into at most.
        public var maxTiles: Int?
        /// Of a clip: frames to take a second, or in all.
        public var framesPerSecond: Double?
        public var frameCount: Int?

        public init() {}
    }

    public init(_ kind: Kind, _ content: Content) {
        self.kind = kind
        self.content = content
    }

    public static func image(file path: String) -> MediaInput { MediaInput(.image, .file(path)) }
    public static func image(url: String) -> MediaInput { MediaInput(.image, .url(url)) }
    public static func image(data: [UInt8]) -> MediaInput { MediaInput(.image, .data(data)) }
    public static func image(rgb bytes: [UInt8], width: Int, height: Int) -> MediaInput {
        MediaInput(.image, .rgb(bytes, width: width, height: height))
    }
    public static func video(file path: String) -> MediaInput { MediaInput(.video, .file(path)) }
    public static func video(url: String) -> MediaInput { MediaInput(.video, .url(url)) }
    public static func video(data: [UInt8]) -> MediaInput { MediaInput(.video, .data(data)) }
}
