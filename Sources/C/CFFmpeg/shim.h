#ifndef CFFMPEG_SHIM_H
#define CFFMPEG_SHIM_H
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/display.h>
#include <libavutil/imgutils.h>
#include <libavutil/opt.h>
#include <libswscale/swscale.h>
#include <string.h>

// What FFmpeg has as macros, and reading from memory.

static const int dazzle_av_again = AVERROR(EAGAIN);
static const int dazzle_av_end = AVERROR_EOF;
static const int64_t dazzle_av_no_time = AV_NOPTS_VALUE;

typedef struct dazzle_av_memory {
    const uint8_t *bytes;
    int64_t count;
    int64_t offset;
} dazzle_av_memory;

static inline int dazzle_av_read(void *opaque, uint8_t *target, int count) {
    dazzle_av_memory *memory = (dazzle_av_memory *)opaque;
    const int64_t left = memory->count - memory->offset;
    if (left <= 0) return AVERROR_EOF;
    const int size = count < left ? count : (int)left;
    memcpy(target, memory->bytes + memory->offset, (size_t)size);
    memory->offset += size;
    return size;
}

static inline int64_t dazzle_av_seek(void *opaque, int64_t offset, int whence) {
    dazzle_av_memory *memory = (dazzle_av_memory *)opaque;
    if (whence & AVSEEK_SIZE) return memory->count;
    whence &= ~AVSEEK_FORCE;
    const int64_t base = whence == SEEK_CUR ? memory->offset : whence == SEEK_END ? memory->count : 0;
    if (base + offset < 0 || base + offset > memory->count) return -1;
    memory->offset = base + offset;
    return memory->offset;
}

// Opens a file in memory. Only these formats, so that no playlist can name other files. `memory` must outlive the result.
static inline AVFormatContext *dazzle_av_open(dazzle_av_memory *memory, const char *formats) {
    av_log_set_level(AV_LOG_QUIET);
    AVFormatContext *format = avformat_alloc_context();
    unsigned char *buffer = (unsigned char *)av_malloc(1 << 16);
    AVIOContext *io = buffer ? avio_alloc_context(buffer, 1 << 16, 0, memory, dazzle_av_read, NULL, dazzle_av_seek) : NULL;
    if (!format || !io) {
        if (io) avio_context_free(&io);
        else av_free(buffer);
        avformat_free_context(format);
        return NULL;
    }
    format->pb = io;
    format->flags |= AVFMT_FLAG_CUSTOM_IO;
    format->max_streams = 16;
    av_opt_set(format, "format_whitelist", formats, 0);
    av_opt_set(format, "protocol_whitelist", "", 0);
    // Frees the context where it fails, but never our io.
    if (avformat_open_input(&format, NULL, NULL, NULL) < 0) {
        av_freep(&io->buffer);
        avio_context_free(&io);
        return NULL;
    }
    return format;
}

static inline void dazzle_av_close(AVFormatContext *format) {
    AVIOContext *io = format->pb;
    avformat_close_input(&format);
    av_freep(&io->buffer);
    avio_context_free(&io);
}

static inline AVStream *dazzle_av_stream(AVFormatContext *format, int index) { return format->streams[index]; }

// Degrees counter-clockwise that a player turns the picture by, from its display matrix; 0 where there is none.
static inline double dazzle_av_rotation(const AVStream *stream) {
    const uint8_t *matrix = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, NULL);
    return matrix ? av_display_rotation_get((const int32_t *)matrix) : 0;
}
#endif
