package import Dazzle

/// A model that is to be served, and how.
package struct ModelPlan: Sendable {
    /// All names that requests may use; the first is the one told in answers.
    package var names: [String]
    package var folder: String
    package var options: LoadOptions
    /// Plans of equal keys ask for the same.
    package var key: String

    package init(names: [String], folder: String, options: LoadOptions, key: String) {
        self.names = names
        self.folder = folder
        self.options = options
        self.key = key
    }

    package var name: String { names[0] }
}
