import Dazzle
import Testing

@testable import Command

@Suite struct DevicesTests {
    private let entries = [
        Devices.Entry(name: "CPU", fullName: "Some processor", capabilities: ["FP32", "INT8"]),
        Devices.Entry(name: "GPU.0", fullName: "Some graphics"),
    ]

    @Test func printsATable() {
        let expected = """
            DEVICE  NAME            CAPABILITIES
            CPU     Some processor  FP32, INT8
            GPU.0   Some graphics   \n
            """
        #expect(Devices().text(entries, style: .plain) == expected)
    }

    @Test func printsJSON() throws {
        let value = try JSONValue(parsing: Devices(isJSON: true).text(entries, style: .ansi).utf8)
        #expect(value.arrayValue?.map { $0["name"] } == ["CPU", "GPU.0"])
        #expect(value.arrayValue?.first?["capabilities"] == ["FP32", "INT8"])
    }
}
