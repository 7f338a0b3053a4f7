package import Media
internal import Support
internal import Synchronization

/// Makes rows of pictures, each picture once: what was seen lately is kept, and what several wait for is encoded for all.
package final class VisionService: Sendable {
    package let family: any VisionFamily
    private let jobs: Mutex<Jobs>
    private let queue: EncodingQueue
    private let counts: Counts
    private let observe: @Sendable (Stage, Duration) -> Void

    private struct Jobs: Sendable {
        var cache: VisualCache
        var underWay: [Hash128: EncodingJob] = [:]
        var hits: UInt64 = 0
    }

    private final class Counts: Sendable { let pictures = Atomic<UInt64>(0) }

    package enum Stage: Sendable { case preprocess, encode }

    package struct Statistics: Sendable, Hashable {
        /// Pictures and clips that went through the encoder.
        package var encoded: UInt64 = 0
        /// Those whose rows were there already.
        package var cacheHits: UInt64 = 0
        package var cacheBytes = 0
    }

    /// - Parameters:
    ///   - encoders: how many work side by side.
    ///   - cacheBytes: memory for rows of pictures seen lately.
    package init(
        family: any VisionFamily, graphs: VisionGraphs, encoders: Int = 1, cacheBytes: Int,
        observe: @escaping @Sendable (Stage, Duration) -> Void = { _, _ in }
    ) throws {
        self.family = family
        self.observe = observe
        let counts = Counts()
        self.counts = counts
        jobs = Mutex(Jobs(cache: VisualCache(limit: cacheBytes)))
        queue = try EncodingQueue(family: family, graphs: graphs, encoders: max(1, encoders)) { count, time in
            counts.pictures.wrappingAdd(UInt64(count), ordering: .relaxed)
            observe(.encode, time)
        }
    }

    package var statistics: Statistics {
        jobs.withLock { jobs in
            Statistics(
                encoded: counts.pictures.load(ordering: .relaxed), cacheHits: jobs.hits, cacheBytes: jobs.cache.bytes)
        }
    }

    /// - Parameter frames: one for a picture.
    package func item(_ frames: [Bitmap], _ shape: MediaShape) throws -> VisualItem {
        VisualItem(frames: frames, layout: try family.layout(of: shape))
    }

    /// Computes for a while, so it is not for the cooperative pool.
    package func start(_ item: VisualItem) throws -> Encoding {
        if let known = jobs.withLock({ jobs in known(item.key, &jobs) }) { return known }
        let begin = ContinuousClock.now
        let input = try family.preprocess(item.frames, item.layout)
        observe(.preprocess, begin.duration(to: .now))
        let job = EncodingJob(item, input) { [weak self] job, outcome in self?.close(job, outcome) }
        let (encoding, isNew) = jobs.withLock { jobs -> (Encoding, Bool) in
            // Somebody else may have been faster.
            if let known = known(item.key, &jobs) { return (known, false) }
            jobs.underWay[item.key] = job
            return (join(job), true)
        }
        if isNew { queue.add(job) }
        return encoding
    }

    private func known(_ key: Hash128, _ jobs: inout Jobs) -> Encoding? {
        if let rows = jobs.cache.value(for: key) {
            jobs.hits += 1
            return Encoding(rows)
        }
        guard let job = jobs.underWay[key] else { return nil }
        jobs.hits += 1
        return join(job)
    }

    private func join(_ job: EncodingJob) -> Encoding { Encoding(job) { [weak self] job in self?.drop(job) } }

    private func close(_ job: EncodingJob, _ outcome: EncodingJob.Outcome) {
        jobs.withLock { jobs in
            guard jobs.underWay[job.item.key] === job else { return }
            jobs.underWay[job.item.key] = nil
            if case .success(let rows) = outcome { jobs.cache.insert(rows, bytes: rows.byteCount, for: job.item.key) }
        }
    }

    private func drop(_ job: EncodingJob) {
        let isLeft = jobs.withLock { jobs in
            guard !job.isWanted, jobs.underWay[job.item.key] === job else { return false }
            jobs.underWay[job.item.key] = nil
            return true
        }
        if isLeft { queue.drop(job) }
    }
}
