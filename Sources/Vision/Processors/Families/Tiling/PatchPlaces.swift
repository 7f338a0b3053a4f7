enum PatchPlaces {
    /// Lays `count` patches over the `most` that a tower was trained on, as the models' own code does in single precision.
    static func buckets(_ count: Int, of most: Int) -> [Int64] {
        let borders = (1..<max(1, most)).map { Float($0) / Float(most) }
        return (0..<count).map { index in
            let place = Float(index) / Float(count)
            return Int64(borders.count { $0 <= place })
        }
    }
}
