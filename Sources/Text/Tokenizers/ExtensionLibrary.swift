internal import OpenVINO

/// Where openvino_tokenizers' operators are: beside the OpenVINO library that this process runs.
enum ExtensionLibrary {
    static func path() throws(OpenVINOError) -> String {
        let folder = try Core.libraryPath().split(separator: "/", omittingEmptySubsequences: false).dropLast()
        return (folder + ["libopenvino_tokenizers.so"]).joined(separator: "/")
    }
}
