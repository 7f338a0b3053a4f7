internal import Media

/// The small picture of the whole by cubic convolution, without averaging where it shrinks, as both Phi families make it.
struct PhiOverview {
    var side: Int
    /// The parameter of the cubic kernel, below zero.
    var sharpness: Float
    /// Whether pixels are taken to lie at their middles.
    var isCentred: Bool

    /// Rows, columns and colours; not rounded.
    func values(of image: Bitmap) -> [Float] {
        let (width, height) = (image.size.width, image.size.height)
        var narrow = [Float](repeating: 0, count: height * side * 3)
        for (x, tap) in taps(width).enumerated() {
            for y in 0..<height {
                for channel in 0..<3 {
                    var sum: Float = 0
                    for (place, weight) in zip(tap.places, tap.weights) {
                        sum += Float(image.bytes[(y * width + place) * 3 + channel]) * weight
                    }
                    narrow[(y * side + x) * 3 + channel] = sum
                }
            }
        }
        var result = [Float](repeating: 0, count: side * side * 3)
        for (y, tap) in taps(height).enumerated() {
            for (place, weight) in zip(tap.places, tap.weights) {
                for index in 0..<side * 3 { result[y * side * 3 + index] += narrow[place * side * 3 + index] * weight }
            }
        }
        return result
    }

    private func taps(_ length: Int) -> [(places: [Int], weights: [Float])] {
        let scale = Float(length) / Float(side)
        return (0..<side).map { index in
            let place = isCentred ? (Float(index) + 0.5) * scale - 0.5 : Float(index) * scale
            let base = place.rounded(.down)
            let places = (-1...2).map { min(max(Int(base) + $0, 0), length - 1) }
            return (places, (-1...2).map { weight(abs(place - base - Float($0))) })
        }
    }

    private func weight(_ x: Float) -> Float {
        let a = sharpness
        if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
        return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0
    }
}

extension VisionInput {
    /// The overview, then the tiles of the padded picture.
    init(_ image: Bitmap, _ overview: PhiOverview, _ layout: MediaLayout, _ normalisation: Normalisation) {
        let side = overview.side
        let small = overview.values(of: image)
        let area = side * side
        let first = (0..<3 * area).map { index in
            normalisation.number(small[index % area * 3 + index / area], channel: index / area)
        }
        let tiles = VisionInput(image.tiles(PixelSize(width: side, height: side)), layout, normalisation)
        self.init(
            layout: layout, shape: [1 + tiles.shape[0]] + tiles.shape.dropFirst(), values: first + tiles.values)
    }
}
