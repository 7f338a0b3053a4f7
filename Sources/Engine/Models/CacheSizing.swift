internal import Generation
internal import OpenVINO
internal import Support

/// How many KV blocks there shall be.
struct CacheSizing {
    let bytesPerBlock: Int
    let blockSize: Int
    let configuration: RunnerConfiguration

    /// What a block costs is read off the compiled ports: quantised caches carry scales in the same rows.
    init(ports: [Port], _ configuration: RunnerConfiguration) throws {
        var bits = 0
        for port in ports {
            guard let shape = port.shape, shape.count == 4, port.element.bits > 0 else {
                throw DazzleError(.deviceFailed, "\(configuration.device) left the layout of \(port.name) open")
            }
            bits += shape.dropFirst().reduce(1) { $0 * ($1 ?? 0) } * port.element.bits
        }
        guard bits >= 8 else {
            throw DazzleError(.invalidModel, "the model has no KV cache; is it a text-generation export?")
        }
        bytesPerBlock = bits / 8
        blockSize = DeviceDefaults.blockSize(of: configuration.device)
        self.configuration = configuration
    }

    func geometry() throws -> CacheGeometry {
        let blocksPerContext = (configuration.contextLength + blockSize - 1) / blockSize
        let wanted = blocksPerContext.multipliedReportingOverflow(by: configuration.maxSequences)
        let useful = wanted.overflow ? Int(Int32.max) : min(wanted.partialValue, Int(Int32.max))
        let bytes = try configuration.cacheBytes ?? Self.defaultBytes()
        let blocks = min(bytes / bytesPerBlock, useful)
        guard blocks >= 2 else {
            throw DazzleError(
                .invalidOption,
                "a KV cache of \(bytes) bytes holds not even two blocks of \(bytesPerBlock) bytes; "
                    + "raise --cache-size", parameter: "cache_size")
        }
        return CacheGeometry(blockSize: blockSize, blockCount: blocks, bytesPerBlock: bytesPerBlock)
    }

    private static func defaultBytes() throws -> Int {
        let limit = 4 << 30
        guard let free = SystemMemory.available else { return limit }
        return min(limit, free / 2)
    }
}
