import Testing
import Vision

@Suite struct FamilyRegistryTests {
    @Test func textModelsHaveNoFamily() { #expect(FamilyRegistry.family(of: "qwen2") == nil) }
}
