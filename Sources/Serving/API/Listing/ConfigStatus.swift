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
        var message = JSONValue.string(code).written()
        if case .failed(let reason) = state { message = JSONValue.string(reason).written() }
        return """
            \(JSONValue.string(name).written()) : 
            {
             "model_version_status": [
              {
               "version": "1",
               "state": "\(word)",
               "status": {
                "error_code": "\(code)",
                "error_message": \(message)
               }
              }
             ]
            }
            """
    }

    private static func words(_ state: ModelCatalog.State, _ isDraining: Bool) -> (state: String, code: String) {
        switch state {
        case .loading, .waking: ("LOADING", "OK")
        case .failed: ("LOADING", "FAILED_PRECONDITION")
        case .asleep: ("START", "OK")
        case .retired: ("END", "OK")
        case .available: (isDraining ? "UNLOADING" : "AVAILABLE", "OK")
        }
    }
}
