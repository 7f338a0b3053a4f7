internal import Media

enum TileGrid {
    /// The grid of at most `most` tiles whose shape is nearest to the picture's. Of equally near ones the larger, if the
    /// picture has enough pixels to fill half of it.
    static func nearest(to size: PixelSize, most: Int, side: Int) -> MediaLayout.Grid {
        let ratio = Double(size.width) / Double(size.height)
        var (best, least) = (MediaLayout.Grid(height: 1, width: 1), Double.infinity)
        for grid in grids(most) {
            let difference = abs(ratio - Double(grid.width) / Double(grid.height))
            let isFilled = Double(size.pixelCount) > 0.5 * Double(side * side * grid.count)
            if difference < least || (difference == least && isFilled) { (best, least) = (grid, difference) }
        }
        return best
    }

    /// From the smallest on; among equals by width.
    private static func grids(_ most: Int) -> [MediaLayout.Grid] {
        (1...most).flatMap { count in
            (1...count).filter { count % $0 == 0 }.map { MediaLayout.Grid(height: count / $0, width: $0) }
        }
    }
}
