package import Media

package enum MediaKind: Sendable, Hashable { case image, video }

/// How media are to be read, as the server's flags or a request say; nil where nobody does. Families take what they know.
package struct MediaOptions: Sendable, Hashable {
    package var minPixels: Int?
    package var maxPixels: Int?
    package var resizedWidth: Int?
    package var resizedHeight: Int?
    /// Tiles that a picture is cut into at most, under each family's own name (`num_crops`, `max_slice_nums`, …).
    package var maxTiles: Int?

    package init() {}
}

/// What is known of a picture or clip before its pixels are touched.
package struct MediaShape: Sendable, Hashable {
    package var kind: MediaKind
    package var size: PixelSize
    /// 1 for a picture.
    package var frameCount = 1
    /// Of a clip: the frames' indices in the video they were picked from, and its frames per second; nil if unknown.
    package var frameIndices: [Int] = []
    package var sourceRate: Double?
    /// Of a clip: how many frames were picked per second; nil if unknown.
    package var sampleRate: Double?
    package var options = MediaOptions()

    package init(image size: PixelSize, options: MediaOptions = MediaOptions()) {
        kind = .image
        self.size = size
        self.options = options
    }

    package init(video size: PixelSize, frameCount: Int, options: MediaOptions = MediaOptions()) {
        kind = .video
        self.size = size
        self.frameCount = frameCount
        self.options = options
    }
}

/// What a family makes of a picture or clip. Follows from its shape alone, so that its cost is known before any work.
package struct MediaLayout: Sendable, Hashable {
    package var shape: MediaShape
    /// Pixels after resizing.
    package var target: PixelSize
    /// What the encoder sees: for the Qwen families patches in time, height and width; for families that cut pictures up,
    /// one, rows and columns of tiles.
    package var grid: Grid
    /// Rows that the encoder gives and placeholder tokens in the prompt.
    package var tokenCount: Int

    package struct Grid: Sendable, Hashable {
        package var time: Int
        package var height: Int
        package var width: Int

        package init(time: Int = 1, height: Int, width: Int) {
            self.time = time
            self.height = height
            self.width = width
        }

        package var count: Int { time * height * width }
    }

    package init(shape: MediaShape, target: PixelSize, grid: Grid, tokenCount: Int) {
        self.shape = shape
        self.target = target
        self.grid = grid
        self.tokenCount = tokenCount
    }
}
