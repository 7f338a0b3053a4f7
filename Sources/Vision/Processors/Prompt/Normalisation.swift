package import Support

/// Turns bytes into the numbers that a vision tower was trained on: (byte · scale − mean) / deviation, by channel.
package struct Normalisation: Sendable {
    /// For each channel the number of each byte.
    package let tables: [[Float]]

    package init(mean: [Double], deviation: [Double], scale: Double = 1.0 / 255) {
        tables = (0..<3).map { channel in
            let (mean, deviation) = (Float(mean[channel]), Float(deviation[channel]))
            // transformers multiplies in double precision and goes on in single.
            return (0..<256).map { (Float(Double($0) * scale) - mean) / deviation }
        }
    }

    /// The number of what lies between bytes.
    package func number(_ value: Float, channel: Int) -> Float {
        let table = tables[channel]
        return table[0] + value * ((table[255] - table[0]) / 255)
    }

    /// As a processor's configuration has it.
    package init(_ processor: JSONObject, mean: [Double], deviation: [Double]) {
        func numbers(_ names: [String], _ fallback: [Double]) -> [Double] {
            for name in names {
                let values = processor[name]?.arrayValue?.compactMap(\.doubleValue) ?? []
                if values.count == 3 { return values }
            }
            return fallback
        }
        self.init(
            mean: numbers(["image_mean", "norm_mean"], mean), deviation: numbers(["image_std", "norm_std"], deviation),
            scale: processor["rescale_factor"]?.doubleValue ?? 1.0 / 255)
    }

    package static let clipMean = [0.48145466, 0.4578275, 0.40821073]
    package static let clipDeviation = [0.26862954, 0.26130258, 0.27577711]
    package static let imageNetMean = [0.485, 0.456, 0.406]
    package static let imageNetDeviation = [0.229, 0.224, 0.225]
    package static let half = [0.5, 0.5, 0.5]
}
