internal import Media
internal import Support
internal import Vision

extension LanguageModel {
    /// Fetches and decodes what a conversation shows, all at once.
    package func load(_ media: [MediaInput]) async throws -> [LoadedMedia] {
        guard !media.isEmpty else { return [] }
        guard let vision else {
            throw DazzleError(
                .invalidRequest,
                "\(media[0].name) is \(media[0].kind == .image ? "a picture" : "a clip"), but "
                    + "\(info.name) reads text only; remove it or ask a model that sees", parameter: media[0].place)
        }
        return try await withThrowingTaskGroup { group in
            for (index, input) in media.enumerated() {
                group.addTask { (index, try await self.load(input, vision)) }
            }
            var loaded = [LoadedMedia?](repeating: nil, count: media.count)
            for try await (index, item) in group { loaded[index] = item }
            return loaded.compactMap { $0 }
        }
    }

    private func load(_ input: MediaInput, _ vision: VisionService) async throws -> LoadedMedia {
        do {
            let source = try await mediaReader.timed(.fetch) { try await mediaReader.fetch(input) }
            return try await preparation.run { [mediaReader] in
                let shot = try mediaReader.timed(.decode) {
                    try mediaReader.decode(source, input, vision.family.alphaRule)
                }
                return LoadedMedia(kind: input.kind, items: try shot.items(for: vision))
            }
        } catch let error as MediaError {
            throw DazzleError(.invalidRequest, "\(input.name): \(error.message)", parameter: input.place, cause: error)
        } catch let error as DazzleError where error.code == .invalidRequest {
            throw DazzleError(.invalidRequest, "\(input.name): \(error.message)", parameter: input.place, cause: error)
        }
    }
}

extension MediaInput {
    var name: String { place ?? (kind == .image ? "the picture" : "the clip") }
}

extension LanguageModel {
    /// What the vision encoder has done; nil for models that only read text.
    package var visionStatistics: VisionStatistics? {
        vision.map { vision in
            let figures = vision.statistics
            return VisionStatistics(
                encoded: figures.encoded, cacheHits: figures.cacheHits, cacheBytes: figures.cacheBytes)
        }
    }
}

package struct VisionStatistics: Sendable, Hashable {
    /// Pictures and clips that went through the encoder.
    package var encoded: UInt64
    /// Those whose rows were there already.
    package var cacheHits: UInt64
    package var cacheBytes: Int

    /// Of models that only read text.
    package static let none = VisionStatistics(encoded: 0, cacheHits: 0, cacheBytes: 0)
}
