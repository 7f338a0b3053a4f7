#include "internal.hpp"

dz_status dz_tensor_create(dz_element element, const size_t *dims, size_t rank, dz_tensor **out) {
    return dz::guarded([&] {
        *out = new dz_tensor{ov::Tensor(dz::to_openvino(element), ov::Shape(dims, dims + rank))};
        return DZ_OK;
    });
}

dz_status dz_tensor_wrap(dz_element element, const size_t *dims, size_t rank, void *memory, dz_tensor **out) {
    return dz::guarded([&] {
        *out = new dz_tensor{ov::Tensor(dz::to_openvino(element), ov::Shape(dims, dims + rank), memory)};
        return DZ_OK;
    });
}

dz_status dz_tensor_create_strings(const char *const *texts, const size_t *lengths, size_t count, dz_tensor **out) {
    return dz::guarded([&] {
        ov::Tensor tensor(ov::element::string, ov::Shape{count});
        auto *strings = tensor.data<std::string>();
        for (size_t i = 0; i < count; ++i) strings[i].assign(texts[i], lengths[i]);
        *out = new dz_tensor{tensor};
        return DZ_OK;
    });
}

void dz_tensor_free(dz_tensor *tensor) { delete tensor; }

dz_status dz_tensor_set_shape(dz_tensor *tensor, const size_t *dims, size_t rank) {
    return dz::guarded([&] {
        tensor->tensor.set_shape(ov::Shape(dims, dims + rank));
        return DZ_OK;
    });
}

dz_status dz_tensor_describe(dz_tensor *tensor, dz_element *element, size_t *dims, size_t *rank, size_t *byte_count) {
    return dz::guarded([&] {
        const auto shape = tensor->tensor.get_shape();
        OPENVINO_ASSERT(shape.size() <= DZ_MAX_RANK, "more than ", static_cast<int>(DZ_MAX_RANK), " dimensions");
        *element = dz::from_openvino(tensor->tensor.get_element_type());
        *rank = shape.size();
        std::copy(shape.begin(), shape.end(), dims);
        *byte_count = tensor->tensor.get_byte_size();
        return DZ_OK;
    });
}

dz_status dz_tensor_data(dz_tensor *tensor, void **out) {
    return dz::guarded([&] {
        *out = tensor->tensor.data();
        return DZ_OK;
    });
}

dz_status dz_tensor_string(dz_tensor *tensor, size_t index, const char **text, size_t *length) {
    return dz::guarded([&] {
        OPENVINO_ASSERT(index < tensor->tensor.get_size(), "no string ", index);
        const auto &string = tensor->tensor.data<std::string>()[index];
        *text = string.data();
        *length = string.size();
        return DZ_OK;
    });
}

dz_status dz_tensor_copy_row(dz_tensor *tensor, size_t source, size_t destination) {
    return dz::guarded([&] {
        const auto shape = tensor->tensor.get_shape();
        OPENVINO_ASSERT(!shape.empty() && source < shape[0] && destination < shape[0], "no such row");
        if (!tensor->tensor.is<ov::RemoteTensor>()) {
            const size_t bytes = tensor->tensor.get_byte_size() / shape[0];
            auto *base = static_cast<char *>(tensor->tensor.data());
            if (source != destination) std::memcpy(base + destination * bytes, base + source * bytes, bytes);
            return DZ_OK;
        }
        ov::Coordinate from(shape.size(), 0), from_end(shape), to(shape.size(), 0), to_end(shape);
        from[0] = source, from_end[0] = source + 1, to[0] = destination, to_end[0] = destination + 1;
        ov::Tensor target(tensor->tensor, to, to_end);
        ov::Tensor(tensor->tensor, from, from_end).copy_to(target);
        return DZ_OK;
    });
}

dz_status dz_tensor_prefix(dz_tensor *tensor, size_t axis, size_t keep, dz_tensor **out) {
    return dz::guarded([&] {
        auto shape = tensor->tensor.get_shape();
        OPENVINO_ASSERT(axis < shape.size() && keep <= shape[axis], "the prefix is longer than the tensor");
        shape[axis] = keep;
        ov::Tensor copy(tensor->tensor.get_element_type(), shape);
        if (keep > 0) ov::Tensor(tensor->tensor, ov::Coordinate(shape.size(), 0), ov::Coordinate(shape)).copy_to(copy);
        *out = new dz_tensor{copy};
        return DZ_OK;
    });
}
