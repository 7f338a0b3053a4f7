internal import Support

/// How far each model is, in OpenVINO Model Server's words and layout: its own scripts look for lines of it.
enum ConfigStatus {
    static func text(_ catalog: ModelCatalog) -> String {
        let isDraining = catalog.isDraining
        let models = catalog.entries.flatMap { entry in entry.names.map { ($0, entry.state) } }.sorted { $0.0 < $1.0 }
        guard !models.isEmpty else { return "{}" }
        let parts = models.map { name, state in model(name, state, isDraining) }
        return "{\n" + parts.joined(separator: ",\n") + "\n}"
    }

    private static func model(_ name: String, _ state: ModelCatalog.State, _ isDraining: Bool) -> String {
        let (word, code) = words(state, isDraining)
        return """
            \(JSONValue.string(name).written()) : 
            {
             "model_version_status": [
              {
               "version": "1",
               "state": "\(word)",
               "status": {
                "error_code": "\(code)",
                "error_message": "\(code)"
               }
              }
             ]
            }
            """
    }

    private static func words(_ state: ModelCatalog.State, _ isDraining: Bool) -> (state: String, code: String) {
        switch state {
        case .loading: ("LOADING", "OK")
        case .failed: ("LOADING", "FAILED_PRECONDITION")
        case .available: (isDraining ? "UNLOADING" : "AVAILABLE", "OK")
        }
    }
}
