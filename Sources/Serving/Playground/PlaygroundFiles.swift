/// The page's files by name, as they stand in `Resources`.
enum PlaygroundFiles {
    static let all: [String: [UInt8]] = [
        "answer.js": PackageResources.answer_js,
        "api.js": PackageResources.api_js,
        "app.js": PackageResources.app_js,
        "camera.js": PackageResources.camera_js,
        "chat.js": PackageResources.chat_js,
        "codeview.js": PackageResources.codeview_js,
        "composer.js": PackageResources.composer_js,
        "dialogs.js": PackageResources.dialogs_js,
        "dom.js": PackageResources.dom_js,
        "drawing.js": PackageResources.drawing_js,
        "examples.js": PackageResources.examples_js,
        "index.html": PackageResources.index_html,
        "layout.js": PackageResources.layout_js,
        "mark.svg": PackageResources.mark_svg,
        "markdown.js": PackageResources.markdown_js,
        "media.js": PackageResources.media_js,
        "messages.js": PackageResources.messages_js,
        "metrics.js": PackageResources.metrics_js,
        "panel.js": PackageResources.panel_js,
        "render.js": PackageResources.render_js,
        "request.js": PackageResources.request_js,
        "settings.js": PackageResources.settings_js,
        "sidebar.js": PackageResources.sidebar_js,
        "snippets.js": PackageResources.snippets_js,
        "spans.js": PackageResources.spans_js,
        "sse.js": PackageResources.sse_js,
        "store.js": PackageResources.store_js,
        "style.css": PackageResources.style_css,
        "theme.js": PackageResources.theme_js,
        "tree.js": PackageResources.tree_js,
        "welcome.js": PackageResources.welcome_js,
    ]

    private static let types = [
        "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "svg": "image/svg+xml",
    ]

    static func type(of name: String) -> String {
        name.split(separator: ".").last.flatMap { types[String($0)] } ?? "application/octet-stream"
    }
}
