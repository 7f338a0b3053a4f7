internal import Media

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Pictures and clips of noise, as vLLM's `random-mm` has them.
package struct RandomMedia: Hashable, Sendable {
    /// A size, and how often it comes.
    package struct Bucket: Hashable, Sendable {
        package var width: Int
        package var height: Int
        /// More than one make a clip.
        package var frames: Int
        package var share: Double

        package init(height: Int, width: Int, frames: Int = 1, share: Double) {
            (self.width, self.height, self.frames, self.share) = (width, height, frames, share)
        }

        package var isClip: Bool { frames > 1 }
    }

    package var itemsPerRequest = 1
    /// Vary the number of items by up to this share.
    package var rangeRatio = 0.0
    package var mostImages = 255
    package var mostVideos = 0
    package var buckets = [
        Bucket(height: 256, width: 256, share: 0.5), Bucket(height: 720, width: 1280, share: 0.5),
        Bucket(height: 720, width: 1280, frames: 16, share: 0),
    ]

    package init() {}

    /// The media of one prompt.
    package func draw(using source: inout RandomSource) throws -> [BenchMedia] {
        let range = LengthSpread.range(around: itemsPerRequest, rangeRatio)
        let count = min(Int.random(in: range, using: &source), mostImages + mostVideos)
        var media: [BenchMedia] = []
        while media.count < count, let bucket = bucket(beside: media, &source) {
            media.append(try Self.make(bucket, &source))
        }
        return media
    }

    /// A size whose kind may still come.
    private func bucket(beside media: [BenchMedia], _ source: inout RandomSource) -> Bucket? {
        let clips = media.count(where: \.isClip)
        let open = buckets.filter { bucket in
            bucket.share > 0 && (bucket.isClip ? clips < mostVideos : media.count - clips < mostImages)
        }
        var place = Double.random(in: 0..<1, using: &source) * open.reduce(0) { $0 + $1.share }
        for bucket in open {
            place -= bucket.share
            if place < 0 { return bucket }
        }
        return open.last
    }

    private static func make(_ bucket: Bucket, _ source: inout RandomSource) throws -> BenchMedia {
        let size = PixelSize(width: bucket.width, height: bucket.height)
        let frames = try (0..<bucket.frames).map { _ in
            var bytes = [UInt8]()
            bytes.reserveCapacity(size.pixelCount * 3 + 8)
            while bytes.count < size.pixelCount * 3 {
                withUnsafeBytes(of: source.next()) { bytes += $0 }
            }
            let bitmap = Bitmap(size: size, bytes: Array(bytes.prefix(size.pixelCount * 3)))
            return Data(try JPEGEncoder.encode(bitmap)).base64EncodedString()
        }
        // Frames side by side in one address are vLLM's way to send a clip without encoding it.
        let kind = bucket.isClip ? "video" : "image"
        return BenchMedia(isClip: bucket.isClip, url: "data:\(kind)/jpeg;base64,\(frames.joined(separator: ","))")
    }
}
