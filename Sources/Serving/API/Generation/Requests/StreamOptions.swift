internal import Support

/// How a stream tells of the tokens it has.
struct StreamOptions: Sendable, Hashable {
    /// A last chunk tells how many tokens there were.
    var includesUsage = false
    /// Every chunk does.
    var includesUsageAlways = false

    init() {}
}

extension StreamOptions {
    /// nil where the answer is wanted at once.
    init?(_ fields: Fields, _ dialect: Dialect) throws(APIError) {
        let isStream: Bool
        do {
            isStream = try fields.bool("stream") ?? false
        } catch {
            guard dialect == .modelServer else { throw error }
            throw APIError(
                .malformedBody, "The file is not valid json - stream field is not a boolean: \(error.message)",
                parameter: "stream")
        }
        let options = try fields.object("stream_options")
        guard isStream else {
            guard options == nil else {
                throw APIError(
                    .invalidValue,
                    "Stream options can only be defined when `stream=True`. Set stream, or leave stream_options out.",
                    parameter: "stream_options")
            }
            return nil
        }
        guard let options else { return }
        // vLLM counts an empty object as a wish for usage.
        includesUsage = try options.bool("include_usage") ?? (dialect == .openAI)
        includesUsageAlways = try options.bool("continuous_usage_stats") ?? false
    }
}
