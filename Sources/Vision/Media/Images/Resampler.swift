#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// How pixels between pixels are found, as in Pillow.
package enum ResampleFilter: Sendable, Hashable, CaseIterable {
    case box, bilinear, bicubic, lanczos

    /// In pixels of the smaller picture, to each side.
    var support: Double {
        switch self {
        case .box: 0.5
        case .bilinear: 1
        case .bicubic: 2
        case .lanczos: 3
        }
    }

    func weight(_ x: Double) -> Double {
        let distance = abs(x)
        switch self {
        case .box: return x > -0.5 && x <= 0.5 ? 1 : 0
        case .bilinear: return distance < 1 ? 1 - distance : 0
        case .bicubic:
            let a = -0.5
            if distance < 1 { return ((a + 2) * distance - (a + 3)) * distance * distance + 1 }
            if distance < 2 { return (((distance - 5) * distance + 8) * distance - 4) * a }
            return 0
        case .lanczos: return x >= -3 && x < 3 ? Self.sinc(x) * Self.sinc(x / 3) : 0
        }
    }

    private static func sinc(_ x: Double) -> Double { x == 0 ? 1 : sin(x * .pi) / (x * .pi) }
}

/// Which pixels of a row or column make one of the result, and how much each counts.
///
/// Pillow's arithmetic to the last bit (libImaging/Resample.c): weights in double precision, normalised, then rounded half
/// away from zero to 22 fractional bits.
private struct Kernel {
    static let bits = 22
    /// For each pixel of the result the first of the source.
    var first: [Int] = []
    /// For each pixel of the result `size` weights, the rest of them zero.
    var weights: [Int32] = []
    /// How many of them count.
    var counts: [Int] = []
    let size: Int

    init(from source: Int, to target: Int, _ filter: ResampleFilter) {
        let scale = Double(source) / Double(target)
        let stretch = max(scale, 1)
        let support = filter.support * stretch
        size = Int(support.rounded(.up)) * 2 + 1
        for index in 0..<target {
            let centre = (Double(index) + 0.5) * scale
            let begin = max(0, Int(centre - support + 0.5))
            let end = min(source, Int(centre + support + 0.5))
            var own = (begin..<end).map { filter.weight((Double($0) - centre + 0.5) * (1 / stretch)) }
            let sum = own.reduce(0, +)
            if sum != 0 { own = own.map { $0 / sum } }
            first.append(begin)
            counts.append(own.count)
            for place in 0..<size {
                let weight = place < own.count ? own[place] * Double(1 << Self.bits) : 0
                weights.append(Int32(weight + (weight < 0 ? -0.5 : 0.5)))
            }
        }
    }
}

extension Bitmap {
    /// The same picture of another size, byte for byte what Pillow's `Image.resize` gives.
    package func resized(to target: PixelSize, _ filter: ResampleFilter) -> Bitmap {
        // Between the passes is a rounding, so their order matters. Pillow 13 picks it by cost; this is that of all before,
        // which the models were trained with.
        return widened(to: target.width, filter).heightened(to: target.height, filter)
    }

    private func widened(to width: Int, _ filter: ResampleFilter) -> Bitmap {
        guard width != size.width else { return self }
        let kernel = Kernel(from: size.width, to: width, filter)
        let target = PixelSize(width: width, height: size.height)
        var result = [UInt8](repeating: 0, count: target.pixelCount * 3)
        let stride = size.width * 3
        bytes.withUnsafeBufferPointer { source in
            result.withUnsafeMutableBufferPointer { result in
                kernel.weights.withUnsafeBufferPointer { weights in
                    for x in 0..<width {
                        let (first, count, begin) = (kernel.first[x], kernel.counts[x], x * kernel.size)
                        for y in 0..<target.height {
                            var sum = SIMD4<Int32>(repeating: 1 << Int32(Kernel.bits - 1))
                            var place = y * stride + first * 3
                            for tap in 0..<count {
                                let pixel = SIMD4<Int32>(
                                    Int32(source[place]), Int32(source[place &+ 1]), Int32(source[place &+ 2]), 0)
                                sum &+= pixel &* weights[begin &+ tap]
                                place &+= 3
                            }
                            let clamped = (sum &>> Int32(Kernel.bits)).clamped(
                                lowerBound: .zero, upperBound: SIMD4(repeating: 255))
                            let to = (y * width + x) * 3
                            result[to] = UInt8(truncatingIfNeeded: clamped[0])
                            result[to + 1] = UInt8(truncatingIfNeeded: clamped[1])
                            result[to + 2] = UInt8(truncatingIfNeeded: clamped[2])
                        }
                    }
                }
            }
        }
        return Bitmap(size: target, bytes: result)
    }

    private func heightened(to height: Int, _ filter: ResampleFilter) -> Bitmap {
        guard height != size.height else { return self }
        let kernel = Kernel(from: size.height, to: height, filter)
        let target = PixelSize(width: size.width, height: height)
        let stride = size.width * 3
        var result = [UInt8](repeating: 0, count: target.pixelCount * 3)
        var sums = [Int32](repeating: 0, count: stride)
        bytes.withUnsafeBufferPointer { source in
            result.withUnsafeMutableBufferPointer { result in
                sums.withUnsafeMutableBufferPointer { sums in
                    for y in 0..<height {
                        for column in 0..<stride { sums[column] = 1 << Int32(Kernel.bits - 1) }
                        for tap in 0..<kernel.counts[y] {
                            let weight = kernel.weights[y * kernel.size + tap]
                            let row = (kernel.first[y] + tap) * stride
                            for column in 0..<stride { sums[column] &+= Int32(source[row &+ column]) &* weight }
                        }
                        for column in 0..<stride {
                            result[y * stride + column] = UInt8(
                                truncatingIfNeeded: min(255, max(0, sums[column] &>> Int32(Kernel.bits))))
                        }
                    }
                }
            }
        }
        return Bitmap(size: target, bytes: result)
    }
}
