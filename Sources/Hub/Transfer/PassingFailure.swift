internal import HTTPClient

/// What may go better the next time.
struct PassingFailure: Error {
    /// For a line that says why there is a pause.
    var reason: String
    /// When the server wants to be asked again.
    var after: Duration?
    /// Whether that is meant for all requests.
    var holdsAll = false
    /// What people are told when nobody tries again.
    var final: HubError

    /// nil for what time does not heal.
    init?(_ error: HTTPClientError, advice: String) {
        switch error.code {
        case .refused, .unresolved, .timedOut, .cut, .other: break
        case .tls, .invalidURL, .notPublic: return nil
        }
        reason = error.message
        final = HubError(.network, error.message + advice)
    }

    init(_ final: HubError) {
        reason = final.message
        self.final = final
    }

    init(_ refusal: HubRefusal, _ subject: HubRefusal.Subject, after: Duration?) {
        reason = refusal.status == 429 ? "the hub takes no more requests for now" : "the hub answers \(refusal.status)"
        self.after = after
        holdsAll = refusal.status == 429
        final = refusal.error(subject)
    }
}
