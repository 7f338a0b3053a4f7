import Foundation
import Testing

/// Compares a text with a file in Tests/Snapshots/Command. On a difference it writes what it got next to the file, so that
/// a wanted change is made by moving `NAME.new` over `NAME`.
func expectSnapshot(
    _ text: String, _ name: String, file: String = #filePath, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let folder = URL(filePath: file).deletingLastPathComponent().appending(path: "../Snapshots/Command").standardized
    let expected = try? String(contentsOf: folder.appending(path: name), encoding: .utf8)
    guard text != expected else { return }
    try text.write(to: folder.appending(path: name + ".new"), atomically: true, encoding: .utf8)
    Issue.record("differs from Tests/Snapshots/Command/\(name); see \(name).new", sourceLocation: sourceLocation)
}
