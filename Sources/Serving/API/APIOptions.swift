/// What the operator decides about the API.
package struct APIOptions: Sendable {
    /// Accepted as bearer tokens on /v1 and /v3; empty asks for none.
    package var apiKeys: [String] = []
    /// For `Access-Control-Allow-Origin`; empty sends no CORS headers.
    package var allowedOrigins = ["*"]
    package var allowedMethods = ["*"]
    package var allowedHeaders = ["*"]
    package var allowsCredentials = false
    /// Let requests bring a chat template of their own.
    package var trustsRequestTemplates = false
    /// Let the log hold prompts and answers.
    package var logsPrompts = false
    /// The most alternatives to a token that requests may ask for; the model must have been loaded with as many.
    package var maxLogprobs = 20

    /// Give browsers a page to talk to the models.
    package var hasPlayground = true
    /// How many pictures and clips a conversation may show.
    package var mediaLimits = MediaLimits()

    package init() {}
}
