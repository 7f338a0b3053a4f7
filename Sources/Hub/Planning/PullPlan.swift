/// What has to be done for each file.
package struct PullPlan: Sendable, Hashable {
    /// What is already on this machine of one file.
    package struct Found: Sendable, Hashable {
        package enum Target: Sendable, Hashable {
            case absent
            /// The file the hub has.
            case same
            /// Another, as an earlier pull left it.
            case pulled
            /// Another, which somebody else has made or changed.
            case foreign
        }

        package var target = Target.absent
        /// Whole and checked, in a pull that did not come to its end.
        package var isStaged = false
        /// How much an earlier attempt has left.
        package var partBytes = 0
        /// Where another tool has it, unchecked.
        package var cached: String?

        package init(target: Target = .absent, isStaged: Bool = false, partBytes: Int = 0, cached: String? = nil) {
            self.target = target
            self.isStaged = isStaged
            self.partBytes = partBytes
            self.cached = cached
        }
    }

    package enum Action: Sendable, Hashable {
        /// Stays as it is in the target.
        case keep
        case useStaged
        case copy(from: String)
        /// From the hub; so many bytes are there already.
        case download(have: Int)
    }

    package struct Step: Sendable, Hashable {
        package var file: HubFile
        package var action: Action
    }

    package var steps: [Step]

    package init(
        _ files: [HubFile], found: [HubPath: Found], overwrites: Bool = false, in folder: String
    ) throws(HubError) {
        var steps: [Step] = []
        for file in files {
            let found = found[file.path] ?? Found()
            guard found.target != .foreign || overwrites else { throw Self.conflict(file.path, folder) }
            steps.append(Step(file: file, action: Self.action(file, found)))
        }
        // The largest first: beside them the small ones cost no time.
        self.steps = steps.sorted { ($1.file.size, $0.file.path) < ($0.file.size, $1.file.path) }
    }

    package var isUpToDate: Bool { steps.allSatisfy { $0.action == .keep } }
    package var totalBytes: Int { steps.reduce(0) { $0 + $1.file.size } }

    /// What the hub has to send.
    package var downloadBytes: Int {
        steps.reduce(0) { sum, step in
            if case .download(let have) = step.action { sum + step.file.size - have } else { sum }
        }
    }

    /// What has to be written to the disk.
    package var writtenBytes: Int {
        steps.reduce(downloadBytes) { sum, step in
            if case .copy = step.action { sum + step.file.size } else { sum }
        }
    }

    package var downloadCount: Int {
        steps.count { if case .download = $0.action { true } else { false } }
    }

    private static func action(_ file: HubFile, _ found: Found) -> Action {
        if found.target == .same { return .keep }
        if found.isStaged { return .useStaged }
        if let path = found.cached { return .copy(from: path) }
        return .download(have: found.partBytes <= file.size ? found.partBytes : 0)
    }

    private static func conflict(_ path: HubPath, _ folder: String) -> HubError {
        HubError(
            .locallyChanged,
            "\(folder)/\(path) is not what the hub has, and was changed here; move it away, or replace it with --overwrite"
        )
    }
}
