/// The steps on the way from a picture's address to rows that the language model reads.
package enum MediaStage: String, Sendable, CaseIterable { case fetch, decode, preprocess, encode }
