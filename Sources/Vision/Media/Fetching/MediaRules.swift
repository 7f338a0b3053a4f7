/// From where media may come, and how much of it.
package struct MediaRules: Sendable, Hashable {
    /// The folder that files may be read from; nil allows none.
    package var localPath: String?
    /// Hosts that may be asked. Empty allows every host at a public address; named ones may be anywhere; "all" allows all.
    package var domains: [String] = []
    package var maxBytes = 20 << 20
    package var maxVideoBytes = 200 << 20
    package var seconds = 15
    package var videoSeconds = 60
    package var maxRedirects = 5

    package init() {}

    func limit(isVideo: Bool) -> Int { isVideo ? maxVideoBytes : maxBytes }
}
