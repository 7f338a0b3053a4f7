/// What the variables of the environment say about hubs.
package struct HubEnvironment: Sendable {
    package var huggingFaceBase: String
    package var modelScopeBase: String
    /// The hub that is asked when the command line names none.
    package var source: HubSource
    package var tokens: [HubSource: String]
    /// Where Hugging Face's own tools keep what they have downloaded.
    package var cache: String
    package var isOffline: Bool
    /// Where models go that nobody has named a place for.
    package var models: String

    /// - Parameter read: the text of a small file, nil if it cannot be read.
    package init(_ variables: [String: String], read: (String) -> String? = { _ in nil }) {
        let reader = Reader(variables: variables)
        let cacheRoot = reader.path("XDG_CACHE_HOME") ?? reader.home + "/.cache"
        let hfHome = reader.path("HF_HOME") ?? cacheRoot + "/huggingface"
        cache = reader.path("HF_HUB_CACHE") ?? reader.path("HUGGINGFACE_HUB_CACHE") ?? hfHome + "/hub"
        isOffline = reader.isTrue("HF_HUB_OFFLINE") || reader.isTrue("TRANSFORMERS_OFFLINE")
        models = reader.path("OVMS_MODEL_REPOSITORY_PATH") ?? cacheRoot + "/dazzle/models"
        huggingFaceBase = "https://huggingface.co"
        modelScopeBase = Self.base(reader["MODELSCOPE_DOMAIN"] ?? "www.modelscope.cn")
        source = reader.isTrue("VLLM_USE_MODELSCOPE") ? .modelScope : .huggingFace
        if let endpoint = reader["HF_ENDPOINT"].map(Self.base) {
            // Who serves from OpenVINO Model Server's mirrors sets it to this.
            if let base = Self.modelScope(endpoint) {
                (modelScopeBase, source) = (base, .modelScope)
            } else {
                huggingFaceBase = endpoint
            }
        }
        tokens = [:]
        if !reader.isTrue("HF_HUB_DISABLE_IMPLICIT_TOKEN") {
            let file = reader.path("HF_TOKEN_PATH") ?? hfHome + "/token"
            tokens[.huggingFace] =
                [reader["HF_TOKEN"], reader["HUGGING_FACE_HUB_TOKEN"], read(file)].lazy.compactMap(Self.token).first
        }
        tokens[.modelScope] = Self.token(reader["MODELSCOPE_API_TOKEN"])
    }

    package func address(of source: HubSource) -> HubAddress {
        HubAddress(source, base: source == .huggingFace ? huggingFaceBase : modelScopeBase)
    }

    private static func base(_ text: String) -> String {
        var base = text.contains("://") ? text : "https://" + text
        while base.hasSuffix("/") { base.removeLast() }
        return base
    }

    private static func modelScope(_ endpoint: String) -> String? {
        let base = endpoint.hasSuffix("/models") ? String(endpoint.dropLast(7)) : endpoint
        let host = base.split(separator: "/").last ?? ""
        return ["modelscope.cn", "modelscope.ai"].contains { host == $0 || host.hasSuffix(".\($0)") } ? base : nil
    }

    /// Without the line break that files end with; nil if it could not stand in a header.
    private static func token(_ text: String?) -> String? {
        guard let text else { return nil }
        let token = text.unicodeScalars.filter { $0.value > 0x20 && $0.value < 0x7F }
        return token.isEmpty || text.utf8.count > 4096 ? nil : String(String.UnicodeScalarView(token))
    }

    private struct Reader {
        let variables: [String: String]

        subscript(name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }

        var home: String { self["HOME"] ?? "/" }

        func isTrue(_ name: String) -> Bool {
            ["1", "on", "yes", "true"].contains((self[name] ?? "").lowercased())
        }

        func path(_ name: String) -> String? {
            guard let path = self[name] else { return nil }
            return path == "~" || path.hasPrefix("~/") ? home + path.dropFirst() : path
        }
    }
}
