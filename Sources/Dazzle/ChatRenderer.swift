internal import Repository
internal import Support
internal import Tokenizers
struct ChatRenderer: Sendable {
    init(_ m: ModelFolder, _ t: Tokenizer) throws {}
    func render(_ c: Chat) throws -> String { throw DazzleError(.templateFailed, "temp") }
}
