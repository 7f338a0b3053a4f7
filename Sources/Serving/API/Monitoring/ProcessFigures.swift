#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif
internal import Metrics

/// What Linux tells about this process, under the names that all Prometheus clients use.
struct ProcessFigures: Sendable {
    /// The fields of /proc/self/stat after the program's name, which may hold anything.
    private let statusFields: @Sendable () -> [Substring]

    init() {
        statusFields = {
            let text = Self.read("/proc/self/stat") ?? ""
            guard let end = text.lastIndex(of: ")") else { return [] }
            return text[text.index(after: end)...].split(separator: " ")
        }
    }

    func register(in registry: MetricsRegistry) {
        add("process_cpu_seconds_total", "Processor time used.", .counter, registry) { cpuSeconds }
        add("process_resident_memory_bytes", "Memory that is in use.", .gauge, registry) { memory(1) }
        add("process_virtual_memory_bytes", "Address space that is in use.", .gauge, registry) { memory(0) }
        add("process_start_time_seconds", "When the process began, since 1970.", .gauge, registry) { startTime }
        add("process_open_fds", "File descriptors that are open.", .gauge, registry) { Self.openFiles }
        add("process_max_fds", "File descriptors that may be open.", .gauge, registry) { Self.maxFiles }
    }

    private func add(
        _ name: String, _ help: String, _ kind: MetricKind, _ registry: MetricsRegistry,
        _ read: @escaping @Sendable () -> Double?
    ) {
        registry.observed(name, help, kind) { read().map { [.init([], $0)] } ?? [] }
    }

    private static var ticksPerSecond: Double { Double(max(1, sysconf(Int32(_SC_CLK_TCK)))) }

    /// Fields are counted from 3, the first after the name.
    private func statusField(_ number: Int) -> Double? {
        let fields = statusFields()
        return fields.indices.contains(number - 3) ? Double(fields[number - 3]) : nil
    }

    private var cpuSeconds: Double? {
        guard let user = statusField(14), let system = statusField(15) else { return nil }
        return (user + system) / Self.ticksPerSecond
    }

    private var startTime: Double? {
        let boot = Self.read("/proc/stat")?.split(separator: "\n").first { $0.hasPrefix("btime ") }
        guard let boot = boot.flatMap({ Double($0.dropFirst(6)) }), let start = statusField(22) else { return nil }
        return boot + start / Self.ticksPerSecond
    }

    private func memory(_ field: Int) -> Double? {
        let fields = Self.read("/proc/self/statm")?.split(separator: " ") ?? []
        guard fields.indices.contains(field), let pages = Double(fields[field]) else { return nil }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }

    private static var openFiles: Double? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        // Not ".", "..", nor the descriptor that counts.
        return Double(max(0, count - 3))
    }

    private static var maxFiles: Double? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
        return Double(limit.rlim_cur)
    }

    /// The first 64 KiB of a file, which is more than the kernel's small ones have before what is looked for.
    private static func read(_ path: String) -> String? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
