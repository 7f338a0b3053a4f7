internal import Models
internal import Support
internal import Synchronization
internal import Vision

/// A picture of a running request. Its rows are asked for before the request is submitted if they will be needed, and else
/// only when the engine misses them.
final class EncodedMedia: RowSource {
    private let item: VisualItem
    private let service: VisionService
    private let encoding = Mutex<Encoding?>(nil)

    init(_ item: VisualItem, _ service: VisionService) {
        self.item = item
        self.service = service
    }

    /// Begins to encode, if nobody has. Computes for a while.
    @discardableResult
    func start() throws -> Encoding {
        if let known = encoding.withLock({ $0 }) { return known }
        let new = try service.start(item)
        return encoding.withLock { encoding in
            let first = encoding ?? new
            encoding = first
            return first
        }
    }

    func rows() throws -> VisualRows { try start().waitForRows() }
}
