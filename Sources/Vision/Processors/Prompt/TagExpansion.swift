package import Support

/// Replaces the tags that stand for media in a prompt by as many placeholders as the language model expects.
package struct TagExpansion: Sendable {
    /// What templates write, and what kind of media it stands for.
    package struct Tag: Sendable {
        package var kind: MediaKind
        package var text: String

        package init(_ kind: MediaKind, _ text: String) {
            self.kind = kind
            self.text = text
        }
    }

    package var tags: [Tag]

    package init(_ tags: [Tag]) { self.tags = tags }

    /// - Parameter expansion: what replaces the tag of one of the media.
    package func expand(
        _ text: String, _ media: [MediaLayout], _ expansion: (Int) -> String
    ) throws(DazzleError) -> String {
        let bytes = Array(text.utf8)
        let needles = tags.map { (kind: $0.kind, bytes: Array($0.text.utf8)) }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var next = 0
        var index = 0
        scan: while index < bytes.count {
            for needle in needles where Self.found(needle.bytes, in: bytes, at: index) {
                guard next < media.count, media[next].shape.kind == needle.kind else { throw mismatch(media) }
                result += Array(expansion(next).utf8)
                next += 1
                index += needle.bytes.count
                continue scan
            }
            result.append(bytes[index])
            index += 1
        }
        guard next == media.count else { throw mismatch(media) }
        return String(decoding: result, as: UTF8.self)
    }

    private static func found(_ needle: [UInt8], in bytes: [UInt8], at index: Int) -> Bool {
        guard bytes[index] == needle[0], index + needle.count <= bytes.count else { return false }
        return bytes[index..<index + needle.count].elementsEqual(needle)
    }

    private func mismatch(_ media: [MediaLayout]) -> DazzleError {
        DazzleError(
            .invalidRequest,
            "the conversation shows \(media.count) pictures and clips, but the places for them in the written prompt are "
                + "others; leave \(tags.map { "'\($0.text)'" }.joined(separator: " and ")) out of the texts",
            parameter: "messages")
    }
}

extension MediaPlace {
    /// Finds the runs of placeholders in a prompt's tokens.
    ///
    /// - Parameters:
    ///   - runs: for each of the media the lengths of its runs, in order.
    ///   - isPlaceholder: whether a token stands for a row. All such tokens must belong to a run.
    package static func find(
        in tokens: [Int32], runs: [[Int]], isPlaceholder: (Int32) -> Bool
    ) throws(DazzleError) -> [MediaPlace] {
        var places: [MediaPlace] = []
        var index = 0
        func skipText() {
            while index < tokens.count, !isPlaceholder(tokens[index]) { index += 1 }
        }
        for (media, lengths) in runs.enumerated() {
            var row = 0
            for length in lengths {
                skipText()
                let range = index..<index + length
                guard length > 0, range.upperBound <= tokens.count, tokens[range].allSatisfy(isPlaceholder) else {
                    throw stray
                }
                places.append(MediaPlace(range, media: media, firstRow: row))
                row += length
                index = range.upperBound
            }
        }
        skipText()
        guard index == tokens.count else { throw stray }
        return places
    }

    private static var stray: DazzleError {
        DazzleError(
            .invalidRequest,
            "a text of the conversation holds tokens that stand for parts of pictures; leave them out",
            parameter: "messages")
    }
}
