internal import Media

extension LoadOptions {
    /// Which media requests may bring, and from where.
    public struct MediaOptions: Sendable, Hashable {
        /// The folder that `file:` URLs and paths may name files of; nil allows none.
        public var localPath: String?
        /// Hosts that may be asked for media. Empty allows all hosts at addresses of the public internet; hosts named here may
        /// be anywhere, and "all" allows every host.
        public var domains: [String] = []
        /// The largest picture file, and the largest video file, in bytes.
        public var maxImageBytes = 20 << 20
        public var maxVideoBytes = 200 << 20
        /// How long fetching may take.
        public var imageSeconds = 15
        public var videoSeconds = 60

        /// Memory for media that came with a `uuid`, to be shown again without being sent.
        public var keptBytes = 128 << 20

        /// How media are read where a request does not say. No request gets more pixels or tiles than these allow.
        public var defaults = MediaInput.Options()

        public init() {}

        var rules: MediaRules {
            var rules = MediaRules()
            rules.localPath = localPath
            rules.domains = domains
            rules.maxBytes = maxImageBytes
            rules.maxVideoBytes = maxVideoBytes
            rules.seconds = imageSeconds
            rules.videoSeconds = videoSeconds
            return rules
        }
    }
}
