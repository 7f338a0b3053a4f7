/// How much of a video may be decoded.
package struct VideoLimits: Sendable, Hashable {
    package var maxPixels = 8192 * 8192 / 2
    /// Of the whole video.
    package var maxFrames = 100_000
    /// Of those that are shown, all together.
    package var maxKeptPixels = 400_000_000
    package var seconds = 60

    package init() {}
}

/// The frames of a video that a model is shown.
package struct Clip: Sendable {
    package var frames: [Bitmap]
    /// Which of the video's frames they are.
    package var indices: [Int]
    /// The video's frames per second.
    package var rate: Double
    package var total: Int
}

package enum VideoDecoder {
    /// Files that hold everything themselves; playlists, which name other files, are left out.
    private static let formats = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,gif,mpegts,mpeg,flv,ogg,asf,h264,hevc,ivf"

    /// Decodes twice: once to count the frames, whose number files get wrong, and once to keep those that are picked.
    package static func decode(
        _ bytes: [UInt8], _ picking: FramePicking, _ limits: VideoLimits = VideoLimits()
    ) throws(MediaError) -> Clip {
        let deadline = ContinuousClock.now + .seconds(limits.seconds)
        var counter = try VideoFile(bytes, formats: formats, maxPixels: limits.maxPixels)
        let total = try count(&counter, limits, deadline)
        let rate = counter.rate ?? counter.seconds.map { Double(total) / max($0, 1e-3) } ?? 24
        let indices = try picking.indices(total: total, rate: rate)
        guard indices.count <= limits.maxKeptPixels / max(1, counter.size.pixelCount) else {
            throw MediaError(
                .tooLarge,
                "\(indices.count) frames of \(counter.size) pixels are more than can be kept; ask for fewer or send it smaller"
            )
        }
        var file = try VideoFile(bytes, formats: formats, maxPixels: limits.maxPixels)
        var frames: [Bitmap] = []
        var (index, next) = (0, 0)
        while next < indices.count, try file.advance() {
            try check(deadline, limits)
            if index == indices[next] {
                let (pixels, size) = try file.pixels(channels: 3)
                let frame = Bitmap(size: size, bytes: pixels).turned(byQuarters: file.turns)
                while next < indices.count, indices[next] == index {
                    frames.append(frame)
                    next += 1
                }
            }
            index += 1
        }
        guard frames.count == indices.count else {
            throw MediaError(.unreadable, "the video is damaged: it cannot be decoded twice with the same result")
        }
        return Clip(frames: frames, indices: indices, rate: rate, total: total)
    }

    private static func count(
        _ file: inout VideoFile, _ limits: VideoLimits, _ deadline: ContinuousClock.Instant
    ) throws(MediaError) -> Int {
        var total = 0
        while try file.advance() {
            total += 1
            try check(deadline, limits)
            guard total <= limits.maxFrames else {
                throw MediaError(.tooLarge, "the video has more than \(limits.maxFrames) frames; send a shorter one")
            }
        }
        guard total > 0 else { throw MediaError(.unreadable, "the video has no frames that can be decoded") }
        return total
    }

    private static func check(_ deadline: ContinuousClock.Instant, _ limits: VideoLimits) throws(MediaError) {
        guard ContinuousClock.now > deadline else { return }
        throw MediaError(
            .tooLarge, "decoding the video takes longer than \(limits.seconds) seconds; send a shorter or smaller one")
    }
}

extension Bitmap {
    /// Turned clockwise.
    func turned(byQuarters turns: Int) -> Bitmap { turned([1, 6, 3, 8][turns % 4]) }
}
