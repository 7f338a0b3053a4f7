#ifndef CPNG_SHIM_H
#define CPNG_SHIM_H
#include <png.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

// libpng leaves errors by longjmp, which must not cross Swift; so reading happens here and nothing of libpng's gets out.

typedef struct dazzle_png_source {
    const unsigned char *bytes;
    size_t count;
    size_t offset;
} dazzle_png_source;

static void dazzle_png_read(png_structp png, png_bytep target, size_t count) {
    dazzle_png_source *source = (dazzle_png_source *)png_get_io_ptr(png);
    if (count > source->count - source->offset) png_error(png, "the file is cut off");
    memcpy(target, source->bytes + source->offset, count);
    source->offset += count;
}

static void dazzle_png_warn(png_structp png, png_const_charp text) {
    (void)png;
    (void)text;
}

// libpng's message is kept in `user`, of 128 bytes.
static void dazzle_png_fail(png_structp png, png_const_charp text) {
    char *message = (char *)png_get_error_ptr(png);
    strncpy(message, text, 127);
    message[127] = 0;
    png_longjmp(png, 1);
}

// Expands everything to 8-bit RGB or RGBA as Pillow does: of 16 bits the upper eight, no gamma, palettes and `tRNS` resolved.
// `*pixels` is allocated with malloc and belongs to the caller. Returns false with a message on damage.
static inline bool dazzle_png_decode(
    const unsigned char *bytes, size_t count, unsigned char **pixels, int *channels, char message[128]) {
    // volatile: changed between setjmp and longjmp.
    unsigned char *volatile image = NULL;
    png_bytep *volatile rows = NULL;
    dazzle_png_source source = {bytes, count, 0};
    message[0] = 0;
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, message, dazzle_png_fail, dazzle_png_warn);
    if (png == NULL) return false;
    png_infop info = png_create_info_struct(png);
    if (info == NULL || setjmp(png_jmpbuf(png))) {
        png_destroy_read_struct(&png, &info, NULL);
        free(image);
        free(rows);
        return false;
    }
    png_set_read_fn(png, &source, dazzle_png_read);
    // Text and profile chunks can unpack to any size.
    png_set_chunk_malloc_max(png, 8 << 20);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, 0);
    png_read_info(png, info);
    png_set_expand(png);
    png_set_strip_16(png);
    png_set_gray_to_rgb(png);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
    const size_t stride = png_get_rowbytes(png, info);
    const size_t height = png_get_image_height(png, info);
    *channels = png_get_channels(png, info);
    image = (unsigned char *)calloc(height, stride);
    rows = (png_bytep *)malloc(height * sizeof(png_bytep));
    if (image == NULL || rows == NULL) png_error(png, "there is not enough memory for it");
    for (size_t row = 0; row < height; ++row) rows[row] = image + row * stride;
    png_read_image(png, rows);
    png_read_end(png, NULL);
    png_destroy_read_struct(&png, &info, NULL);
    free(rows);
    *pixels = image;
    return true;
}
#endif
