#include <dlfcn.h>

#include "internal.hpp"

namespace {
thread_local std::string last_error;
}

void dz::remember_error(const char *message) noexcept {
    try {
        last_error = message;
    } catch (...) {
        last_error.clear();
    }
}

dz_status dz::not_found(const std::string &message) {
    last_error = message;
    return DZ_NOT_FOUND;
}

char *dz::copy_text(const std::string &text) {
    auto *copy = static_cast<char *>(std::malloc(text.size() + 1));
    OPENVINO_ASSERT(copy != nullptr, "out of memory");
    std::memcpy(copy, text.c_str(), text.size() + 1);
    return copy;
}

namespace {
struct Pair {
    dz_element ours;
    ov::element::Type_t theirs;
};
constexpr Pair pairs[] = {
    {DZ_DYNAMIC, ov::element::Type_t::dynamic}, {DZ_BOOL, ov::element::Type_t::boolean},
    {DZ_U4, ov::element::Type_t::u4},           {DZ_U8, ov::element::Type_t::u8},
    {DZ_I8, ov::element::Type_t::i8},           {DZ_I32, ov::element::Type_t::i32},
    {DZ_I64, ov::element::Type_t::i64},         {DZ_F16, ov::element::Type_t::f16},
    {DZ_BF16, ov::element::Type_t::bf16},       {DZ_F32, ov::element::Type_t::f32},
    {DZ_STRING, ov::element::Type_t::string},
};
}  // namespace

ov::element::Type dz::to_openvino(dz_element element) {
    for (const auto &pair : pairs)
        if (pair.ours == element) return ov::element::Type(pair.theirs);
    OPENVINO_THROW("no such element type: ", static_cast<int>(element));
}

dz_element dz::from_openvino(const ov::element::Type &type) {
    for (const auto &pair : pairs)
        if (type == pair.theirs) return pair.ours;
    return DZ_OTHER;
}

const char *dz_last_error(void) { return last_error.c_str(); }

void dz_string_free(char *text) { std::free(text); }

const char *dz_openvino_version(void) { return ov::get_openvino_version().buildNumber; }

dz_status dz_openvino_library(char **out) {
    return dz::guarded([&] {
        Dl_info info{};
        const auto found = dladdr(reinterpret_cast<const void *>(&ov::get_openvino_version), &info);
        OPENVINO_ASSERT(found != 0 && info.dli_fname != nullptr, "the loader does not tell where OpenVINO is");
        *out = dz::copy_text(info.dli_fname);
        return DZ_OK;
    });
}
