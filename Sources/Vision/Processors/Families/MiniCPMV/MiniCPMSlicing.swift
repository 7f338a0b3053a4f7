internal import Foundation
internal import Media
internal import Support

/// How MiniCPM-V cuts a picture.
struct MiniCPMSlicing: Sendable {
    var patch: Int
    /// Side of the square whose area a part has about.
    var scale: Int
    var most: Int

    struct Cut {
        var overview: PixelSize
        /// nil for pictures that are not cut.
        var grid: MediaLayout.Grid?
        /// A slice; the overview where nothing is cut.
        var part: PixelSize
    }

    /// What the model's own code allows at most is up to its configuration; this bounds the memory.
    private static let limit = 64
    /// Beyond, a part would be one patch high and thousands wide.
    private static let steepest = 200

    func cut(_ size: PixelSize, most: Int?) throws(DazzleError) -> Cut {
        guard max(size.width, size.height) <= Self.steepest * min(size.width, size.height) else {
            throw DazzleError(
                .invalidRequest,
                "a picture of \(size.width)×\(size.height) pixels is more than \(Self.steepest) times as long as wide; "
                    + "send a part of it")
        }
        let (width, height) = (Double(size.width), Double(size.height))
        guard let grid = grid(width, height, most: min(max(1, most ?? self.most), Self.limit)) else {
            let overview = fitting(width, height, enlarges: true)
            return Cut(overview: overview, grid: nil, part: overview)
        }
        let part = fitting(
            Double(Self.whole(width, grid.width)) / Double(grid.width),
            Double(Self.whole(height, grid.height)) / Double(grid.height), enlarges: true)
        return Cut(overview: fitting(width, height, enlarges: false), grid: grid, part: part)
    }

    /// The grid whose shape comes nearest to the picture's.
    private func grid(_ width: Double, _ height: Double, most: Int) -> MediaLayout.Grid? {
        let wanted = Int(min((width * height / Double(scale * scale)).rounded(.up), Double(most)))
        guard wanted > 1 else { return nil }
        var (best, least) = (MediaLayout.Grid(height: 1, width: 1), Double.infinity)
        for count in wanted - 1...wanted + 1 where count > 1 && count <= most {
            for columns in 1...count where count % columns == 0 {
                let rows = count / columns
                let distance = abs(log(width / height) - log(Double(columns) / Double(rows)))
                if distance < least { (best, least) = (.init(height: rows, width: columns), distance) }
            }
        }
        return best
    }

    /// Whole patches in about the picture's shape and, unless the picture is smaller, of the wanted area.
    private func fitting(_ width: Double, _ height: Double, enlarges: Bool) -> PixelSize {
        var (width, height) = (width, height)
        if width * height > Double(scale * scale) || enlarges {
            let ratio = width / height
            height = (Double(scale) / ratio.squareRoot()).rounded(.down)
            width = (height * ratio).rounded(.down)
        }
        return PixelSize(width: Self.whole(width, patch), height: Self.whole(height, patch))
    }

    /// The nearest multiple of `unit`, at least one; halves go to the even one, as Python rounds.
    private static func whole(_ length: Double, _ unit: Int) -> Int {
        max(Int((length / Double(unit)).rounded(.toNearestOrEven)) * unit, unit)
    }
}
