/// A prompt's tokens, and which of them stand for rows of a picture or clip.
package struct ComposedPrompt: Sendable, Hashable {
    package var tokens: [Int32]
    /// In order and apart from each other. A picture may have several places.
    package var places: [MediaPlace]
    package var positions: PromptPositions

    package init(tokens: [Int32], places: [MediaPlace], positions: PromptPositions = .counted(from: 0)) {
        self.tokens = tokens
        self.places = places
        self.positions = positions
    }
}

/// Placeholder tokens that stand for successive rows.
package struct MediaPlace: Sendable, Hashable {
    package var tokens: Range<Int>
    /// Which of the prompt's media.
    package var media: Int
    /// Where in its rows.
    package var firstRow: Int

    package init(_ tokens: Range<Int>, media: Int, firstRow: Int = 0) {
        self.tokens = tokens
        self.media = media
        self.firstRow = firstRow
    }
}

/// The numbers that the language model's rotary embedding is made of.
package enum PromptPositions: Sendable, Hashable {
    /// One after the other.
    case counted(from: Int32)
    /// In time, height and width (Qwen); each has one entry for each prompt token. What follows the prompt stands at its
    /// index plus `shift`, in all three.
    case rotary(time: [Int32], height: [Int32], width: [Int32], shift: Int32)
}
