internal import Generation
internal import Models
internal import Support
internal import Vision

/// A prompt's tokens, and the pictures that stand for some of them.
package struct PreparedPrompt: Sendable {
    package internal(set) var tokens: [Int32]
    /// nil for text alone.
    let visual: Visual?

    struct Visual: Sendable {
        let prompt: ComposedPrompt
        let media: [EncodedMedia]
        let spans: [TokenSpan]
    }

    /// Tokens that stand for parts of pictures and clips.
    package var mediaTokens: Int { visual?.prompt.places.reduce(0) { $0 + $1.tokens.count } ?? 0 }

    /// The same with other tokens; for prompts without pictures.
    package func truncated(_ cut: ([Int32]) -> [Int32]) -> PreparedPrompt {
        visual == nil ? PreparedPrompt(tokens: cut(tokens)) : self
    }

    package init(tokens: [Int32]) {
        self.tokens = tokens
        visual = nil
    }

    init(_ prompt: ComposedPrompt, _ items: [VisualItem], _ service: VisionService) {
        tokens = prompt.tokens
        let spans = prompt.places.map { place in
            // The same picture at another row is other content.
            var hasher = SipHasher128(key: items[place.media].key)
            hasher.combine(UInt64(truncatingIfNeeded: place.firstRow))
            return TokenSpan(
                place.tokens, content: hasher.finalize(), isUnsplittable: service.family.attendsBothWays)
        }
        visual = Visual(prompt: prompt, media: items.map { EncodedMedia($0, service) }, spans: spans)
    }
}

extension PreparedPrompt.Visual {
    /// The media whose rows the engine will ask for when so many tokens are in its cache.
    func missing(after cached: Int) -> [EncodedMedia] {
        let wanted = Set(prompt.places.filter { $0.tokens.upperBound > cached }.map(\.media))
        return wanted.sorted().map { media[$0] }
    }
}
