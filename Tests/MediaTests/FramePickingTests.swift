import Media
import TestSupport
import Testing

@Suite struct FramePickingTests {
    struct Golden: Decodable {
        struct Case: Decodable {
            let total: Int
            let rate: Double
            let fps: Double?
            let nframes: Int?
            let indices: [Int]
        }

        let cases: [Case]
    }

    @Test func picksWhatQwensToolsPick() throws {
        let cases = try Fixtures.golden(Golden.self, "video", "picking").cases
        #expect(cases.count >= 12)
        for golden in cases {
            let picking = FramePicking.qwen(fps: golden.fps, count: golden.nframes, least: 4, most: 768)
            #expect(
                try picking.indices(total: golden.total, rate: golden.rate) == golden.indices,
                "\(golden.total) frames, \(golden.rate) a second, \(golden.fps ?? 0), \(golden.nframes ?? 0)")
        }
    }

    @Test func spreadsEvenly() throws {
        #expect(try FramePicking.uniform(4).indices(total: 10, rate: 1) == [0, 3, 6, 9])
        #expect(try FramePicking.uniform(32).indices(total: 3, rate: 1) == [0, 1, 2])
        #expect(try FramePicking.all.indices(total: 3, rate: 1) == [0, 1, 2])
    }

    @Test func refusesWhatAClipCannotGive() {
        #expect(throws: MediaError.self) { try FramePicking.all.indices(total: 0, rate: 1) }
        #expect(throws: MediaError.self) {
            try FramePicking.qwen(fps: nil, count: nil, least: 4, most: 768).indices(total: 1, rate: 1)
        }
        #expect(throws: MediaError.self) {
            try FramePicking.qwen(fps: nil, count: 99, least: 4, most: 768).indices(total: 10, rate: 1)
        }
    }
}
