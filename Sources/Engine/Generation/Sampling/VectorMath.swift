#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#elseif canImport(Android)
    import Android
#endif

typealias Lanes = SIMD16<Float>

/// The C library's functions, imported here alone.
enum Libm {
    static func log(_ x: Double) -> Double {
        #if canImport(Glibc)
            Glibc.log(x)
        #elseif canImport(Musl)
            Musl.log(x)
        #elseif canImport(Darwin)
            Darwin.log(x)
        #elseif canImport(Android)
            Android.log(x)
        #endif
    }

    static func pow(_ base: Float, _ exponent: Float) -> Float { powf(base, exponent) }
}

/// e^x for x ≤ 0, within 2 units in the last place down to the smallest normal number. 0 below that and for NaN.
///
/// e^x = 2^n · e^r with n the integer nearest to x / ln 2, so |r| ≤ ln 2 / 2, where a Taylor polynomial is exact enough.
/// No fused multiply-add: without one in the instruction set it would become a library call for each lane.
@inline(__always)
func exponential(_ x: Lanes) -> Lanes {
    let inRange = unsafeBitCast(x .> -87.3, to: SIMD16<UInt32>.self)
    let x = Lanes(repeating: -87.3).larger(x)
    // Adding 1.5 · 2^23 rounds to an integer and leaves that integer in the low bits.
    let magic: Float = 12_582_912
    let shifted = x * 1.442_695_04 + magic
    let n = shifted - magic
    // ln 2 in two parts, the first so short that n times it is exact.
    let r = (x - n * 0.693_359_375) + n * 2.121_944_4e-4
    var p = r * (1 / 5040) + (1 / 720)
    p = p * r + (1 / 120)
    p = p * r + (1 / 24)
    p = p * r + (1 / 6)
    p = p * r + 0.5
    p = p * (r * r) + r + 1
    let power = unsafeBitCast(shifted, to: SIMD16<UInt32>.self) &<< 23
    let bits = unsafeBitCast(p, to: SIMD16<UInt32>.self) &+ power
    return unsafeBitCast(bits & inRange, to: Lanes.self)
}

/// The same for one number, bit for bit.
@inline(__always)
func exponential(_ x: Float) -> Float {
    guard x > -87.3 else { return 0 }
    let magic: Float = 12_582_912
    let shifted = x * 1.442_695_04 + magic
    let n = shifted - magic
    let r = (x - n * 0.693_359_375) + n * 2.121_944_4e-4
    var p = r * (1 / 5040) + (1 / 720)
    p = p * r + (1 / 120)
    p = p * r + (1 / 24)
    p = p * r + (1 / 6)
    p = p * r + 0.5
    p = p * (r * r) + r + 1
    return Float(bitPattern: p.bitPattern &+ (shifted.bitPattern &<< 23))
}

extension SIMD16<Float> {
    /// The larger of each pair; a NaN in `other` is passed over.
    @inline(__always)
    func larger(_ other: Lanes) -> Lanes { replacing(with: other, where: other .> self) }

    @inline(__always)
    var largest: Float {
        let eight = lowHalf.replacing(with: highHalf, where: highHalf .> lowHalf)
        let four = eight.lowHalf.replacing(with: eight.highHalf, where: eight.highHalf .> eight.lowHalf)
        let two = four.lowHalf.replacing(with: four.highHalf, where: four.highHalf .> four.lowHalf)
        return two.y > two.x ? two.y : two.x
    }

    @inline(__always)
    var total: Float {
        let four = (lowHalf + highHalf).lowHalf + (lowHalf + highHalf).highHalf
        return (four.x + four.y) + (four.z + four.w)
    }
}
