internal import Hub
import Testing

struct HubEnvironmentTests {
    @Test func withoutVariables() {
        let environment = HubEnvironment(["HOME": "/h"])
        #expect(environment.huggingFaceBase == "https://huggingface.co")
        #expect(environment.modelScopeBase == "https://www.modelscope.cn")
        #expect(environment.source == .huggingFace)
        #expect(environment.tokens.isEmpty)
        #expect(environment.cache == "/h/.cache/huggingface/hub")
        #expect(environment.models == "/h/.cache/dazzle/models")
        #expect(!environment.isOffline)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let variables: [String: String]
        let check: @Sendable (HubEnvironment) -> Bool

        init(_ variables: [String: String], _ check: @escaping @Sendable (HubEnvironment) -> Bool) {
            testDescription = variables.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: " ")
            self.variables = variables
            self.check = check
        }
    }

    @Test(arguments: [
        Case(["HF_HOME": "~/hf"]) { $0.cache == "/h/hf/hub" },
        Case(["XDG_CACHE_HOME": "/c"]) { $0.cache == "/c/huggingface/hub" && $0.models == "/c/dazzle/models" },
        Case(["HF_HOME": "/hf", "HF_HUB_CACHE": "/x"]) { $0.cache == "/x" },
        Case(["HUGGINGFACE_HUB_CACHE": "/y"]) { $0.cache == "/y" },
        Case(["OVMS_MODEL_REPOSITORY_PATH": "/models"]) { $0.models == "/models" },
        Case(["HF_HUB_OFFLINE": "1"], \.isOffline), Case(["TRANSFORMERS_OFFLINE": "TRUE"], \.isOffline),
        Case(["HF_HUB_OFFLINE": "0"]) { !$0.isOffline }, Case(["HF_HUB_OFFLINE": ""]) { !$0.isOffline },
        Case(["HF_ENDPOINT": "https://hf-mirror.com/"]) {
            $0.address(of: .huggingFace).base == "https://hf-mirror.com"
        },
        Case(["HF_ENDPOINT": "mirror:8080"]) { $0.huggingFaceBase == "https://mirror:8080" },
        Case(["HF_ENDPOINT": "https://www.modelscope.cn/models"]) {
            $0.source == .modelScope && $0.modelScopeBase == "https://www.modelscope.cn"
        },
        Case(["MODELSCOPE_DOMAIN": "www.modelscope.ai"]) { $0.modelScopeBase == "https://www.modelscope.ai" },
        Case(["VLLM_USE_MODELSCOPE": "True"]) { $0.source == .modelScope },
        Case(["VLLM_USE_MODELSCOPE": "False"]) { $0.source == .huggingFace },
        Case(["HF_TOKEN": "t\n"]) { $0.tokens == [.huggingFace: "t"] },
        Case(["HF_TOKEN": "", "HUGGING_FACE_HUB_TOKEN": "u"]) { $0.tokens == [.huggingFace: "u"] },
        Case(["HF_TOKEN": "a\r\nX-Evil: 1"]) { $0.tokens == [.huggingFace: "aX-Evil:1"] },
        Case(["MODELSCOPE_API_TOKEN": "m"]) { $0.tokens == [.modelScope: "m"] },
    ])
    func variables(test: Case) {
        #expect(test.check(HubEnvironment(["HOME": "/h"].merging(test.variables) { $1 })))
    }

    @Test(arguments: [
        ([:], "/h/.cache/huggingface/token"), (["HF_HOME": "/hf"], "/hf/token"), (["HF_TOKEN_PATH": "/t"], "/t"),
    ])
    func tokenFile(variables: [String: String], path: String) {
        let all = ["HOME": "/h"].merging(variables) { $1 }
        #expect(HubEnvironment(all) { $0 == path ? "secret\n" : nil }.tokens == [.huggingFace: "secret"])
        let without = all.merging(["HF_HUB_DISABLE_IMPLICIT_TOKEN": "1"]) { $1 }
        #expect(HubEnvironment(without) { _ in "secret" }.tokens.isEmpty)
    }
}
