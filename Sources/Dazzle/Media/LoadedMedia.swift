internal import Vision

/// A picture or clip that has been fetched and decoded.
package struct LoadedMedia: Sendable {
    package let kind: MediaInput.Kind
    /// One, or for models that read no clips one for each frame.
    let items: [VisualItem]
}
