enum Pull { static var verb: Verb { Verb(CommandSpec(name: "pull", abstract: "", initial: 0)) { _, _ in } } }
