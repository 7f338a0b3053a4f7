import Media
import Testing

@Suite struct BitmapTests {
    @Test func transparencyIsDroppedOrLaidOverAColour() {
        let picture = Picture(
            bitmap: Bitmap(size: PixelSize(width: 2, height: 1), bytes: [10, 20, 30, 200, 100, 0]), alpha: [0, 128])
        #expect(picture.flattened(.drop).bytes == [10, 20, 30, 200, 100, 0])
        // What Pillow 12 pastes over white.
        #expect(picture.flattened(.over(red: 255, green: 255, blue: 255)).bytes == [255, 255, 255, 227, 177, 127])
    }
}
