internal import CFFmpeg

/// An open video in memory and the decoder of its pictures.
struct VideoFile: ~Copyable {
    private let format: UnsafeMutablePointer<AVFormatContext>
    private let codec: UnsafeMutablePointer<AVCodecContext>
    private let memory: UnsafeMutablePointer<dazzle_av_memory>
    private let bytes: UnsafeMutablePointer<UInt8>
    private let packet: UnsafeMutablePointer<AVPacket>
    private let frame: UnsafeMutablePointer<AVFrame>
    private let streamIndex: Int32
    private var isDrained = false
    let size: PixelSize
    /// Frames per second; nil where the file does not say.
    let rate: Double?
    /// As the file says, which may be wrong; nil where it does not.
    let statedFrames: Int?
    let seconds: Double?
    /// Quarter turns clockwise.
    let turns: Int

    deinit {
        var (packet, frame, codec): (UnsafeMutablePointer<AVPacket>?, UnsafeMutablePointer<AVFrame>?, _) = (
            packet, frame, Optional(codec)
        )
        av_packet_free(&packet)
        av_frame_free(&frame)
        avcodec_free_context(&codec)
        dazzle_av_close(format)
        memory.deallocate()
        bytes.deallocate()
    }

    /// - Parameter formats: names of FFmpeg's demuxers, with commas.
    init(_ data: [UInt8], formats: String, maxPixels: Int) throws(MediaError) {
        let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, data.count))
        bytes.initialize(from: data, count: data.count)
        let memory = UnsafeMutablePointer<dazzle_av_memory>.allocate(capacity: 1)
        memory.initialize(to: dazzle_av_memory(bytes: bytes, count: Int64(data.count), offset: 0))
        guard let format = dazzle_av_open(memory, formats) else {
            memory.deallocate()
            bytes.deallocate()
            throw MediaError(.unreadable, "the file cannot be opened: it is damaged, cut off or of an unknown kind")
        }
        let opened: Opened
        do throws(MediaError) {
            opened = try Self.openDecoder(format, maxPixels)
        } catch {
            dazzle_av_close(format)
            memory.deallocate()
            bytes.deallocate()
            throw error
        }
        (codec, packet, frame, streamIndex) = (opened.codec, opened.packet, opened.frame, opened.index)
        let stream = opened.stream
        self.format = format
        self.memory = memory
        self.bytes = bytes
        let average = stream.pointee.avg_frame_rate
        rate = average.num > 0 && average.den > 0 ? Double(average.num) / Double(average.den) : nil
        let base = stream.pointee.time_base
        if stream.pointee.duration != dazzle_av_no_time, base.den > 0 {
            seconds = Double(stream.pointee.duration) * Double(base.num) / Double(base.den)
        } else {
            seconds = format.pointee.duration != dazzle_av_no_time ? Double(format.pointee.duration) / 1e6 : nil
        }
        statedFrames = stream.pointee.nb_frames > 0 ? Int(stream.pointee.nb_frames) : nil
        let degrees = dazzle_av_rotation(stream)
        turns = degrees.isFinite ? ((Int((-degrees / 90).rounded()) % 4) + 4) % 4 : 0
        let coded = PixelSize(width: Int(codec.pointee.width), height: Int(codec.pointee.height))
        size = turns % 2 == 0 ? coded : PixelSize(width: coded.height, height: coded.width)
    }

    private struct Opened {
        var codec: UnsafeMutablePointer<AVCodecContext>
        var packet: UnsafeMutablePointer<AVPacket>
        var frame: UnsafeMutablePointer<AVFrame>
        var stream: UnsafeMutablePointer<AVStream>
        var index: Int32
    }

    private static func openDecoder(
        _ format: UnsafeMutablePointer<AVFormatContext>, _ maxPixels: Int
    ) throws(MediaError) -> Opened {
        format.pointee.probesize = 5 << 20
        format.pointee.max_analyze_duration = 5_000_000
        guard avformat_find_stream_info(format, nil) >= 0 else {
            throw MediaError(.unreadable, "the video is damaged: no streams can be found in it")
        }
        var decoder: UnsafePointer<AVCodec>?
        let index = av_find_best_stream(format, AVMEDIA_TYPE_VIDEO, -1, -1, &decoder, 0)
        guard index >= 0, let decoder, let stream = dazzle_av_stream(format, index),
            let parameters = stream.pointee.codecpar
        else {
            throw MediaError(.unsupported, "the file has no pictures in it that can be decoded; is it sound only?")
        }
        let (width, height) = (Int(parameters.pointee.width), Int(parameters.pointee.height))
        guard width > 0, height > 0, width <= maxPixels / max(1, height) else {
            throw MediaError(
                .tooLarge,
                "its frames are \(width)×\(height) pixels large, and at most \(maxPixels) pixels are decoded; send a smaller one"
            )
        }
        var (packet, frame, codec) = (av_packet_alloc(), av_frame_alloc(), avcodec_alloc_context3(decoder))
        do throws(MediaError) {
            guard let packet, let frame, let codec else {
                throw MediaError(.unreadable, "there is not enough memory to decode the video")
            }
            guard avcodec_parameters_to_context(codec, parameters) >= 0 else {
                throw MediaError(.unreadable, "the video is damaged: its stream cannot be set up")
            }
            codec.pointee.max_pixels = Int64(maxPixels)
            codec.pointee.thread_count = 2
            guard avcodec_open2(codec, decoder, nil) >= 0 else {
                throw MediaError(
                    .unsupported, "the video's codec cannot be decoded here; send H.264, HEVC, VP9 or AV1")
            }
            return Opened(codec: codec, packet: packet, frame: frame, stream: stream, index: index)
        } catch {
            av_packet_free(&packet)
            av_frame_free(&frame)
            avcodec_free_context(&codec)
            throw error
        }
    }

    /// Decodes the next frame; false at the end.
    mutating func advance() throws(MediaError) -> Bool {
        while true {
            let got = avcodec_receive_frame(codec, frame)
            if got == 0 { return true }
            if got == dazzle_av_end { return false }
            guard got == dazzle_av_again else {
                if isDrained { return false }
                throw MediaError(.unreadable, "the video is damaged: a frame cannot be decoded")
            }
            try feed()
        }
    }

    private mutating func feed() throws(MediaError) {
        while true {
            guard av_read_frame(format, packet) >= 0 else {
                guard !isDrained else { return }
                isDrained = true
                avcodec_send_packet(codec, nil)
                return
            }
            defer { av_packet_unref(packet) }
            guard packet.pointee.stream_index == streamIndex else { continue }
            // A packet that makes no sense is passed over; what follows may be sound.
            avcodec_send_packet(codec, packet)
            return
        }
    }

    /// The current frame as red, green, blue and, if asked for, alpha bytes, upright.
    func pixels(channels: Int) throws(MediaError) -> (bytes: [UInt8], size: PixelSize) {
        let (width, height) = (frame.pointee.width, frame.pointee.height)
        guard width == codec.pointee.width, height == codec.pointee.height, width > 0, height > 0 else {
            throw MediaError(.unreadable, "the video changes its size midway; send it in one size")
        }
        let target = channels == 4 ? AV_PIX_FMT_RGBA : AV_PIX_FMT_RGB24
        let flags = SWS_BILINEAR | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT
        guard
            let scaler = sws_getContext(
                width, height, AVPixelFormat(frame.pointee.format), width, height, target, flags, nil, nil, nil)
        else { throw MediaError(.unsupported, "the video's colours cannot be converted") }
        defer { sws_freeContext(scaler) }
        // swscale writes in wide steps, so rows have room behind them.
        let stride = (Int(width) * channels + 63) & ~63
        var padded = [UInt8](repeating: 0, count: stride * Int(height) + 64)
        let rows = withUnsafeMutablePointer(to: &frame.pointee.data) { data in
            data.withMemoryRebound(to: UnsafePointer<UInt8>?.self, capacity: 8) { planes in
                withUnsafePointer(to: &frame.pointee.linesize) { lines in
                    lines.withMemoryRebound(to: Int32.self, capacity: 8) { lines in
                        padded.withUnsafeMutableBufferPointer { memory in
                            var targets: [UnsafeMutablePointer<UInt8>?] = [memory.baseAddress, nil, nil, nil]
                            let strides: [Int32] = [Int32(stride), 0, 0, 0]
                            return sws_scale(scaler, planes, lines, 0, height, &targets, strides)
                        }
                    }
                }
            }
        }
        guard rows == height else { throw MediaError(.unreadable, "a frame of the video cannot be converted") }
        let row = Int(width) * channels
        var bytes: [UInt8] = []
        bytes.reserveCapacity(row * Int(height))
        for y in 0..<Int(height) { bytes += padded[(y * stride)..<(y * stride + row)] }
        return (bytes, PixelSize(width: Int(width), height: Int(height)))
    }
}
