// What the files of this target share: the handles, and the one place where exceptions become statuses.
#pragma once

#include <cstring>
#include <functional>
#include <openvino/openvino.hpp>
#include <openvino/runtime/exception.hpp>
#include <string>
#include <vector>

#include "COpenVINO.h"

struct dz_core {
    ov::Core core;
};

struct dz_model {
    std::shared_ptr<ov::Model> model;
    std::vector<std::string> names;  // of the ports listed last; what borrowed names point into
    std::vector<std::shared_ptr<ov::Node>> ops;
};

struct dz_compiled {
    ov::CompiledModel compiled;
    // Filled once, so that several threads may look.
    std::vector<std::string> input_names, output_names;
};

struct dz_request {
    ov::InferRequest request;
    // Keeps the compiled model, and through it the plugin's library, alive.
    ov::CompiledModel compiled;
    std::vector<ov::VariableState> states;
};

struct dz_tensor {
    ov::Tensor tensor;
};

namespace dz {

void remember_error(const char *message) noexcept;
dz_status not_found(const std::string &message);

template <typename Body>
dz_status guarded(Body &&body) noexcept {
    try {
        return body();
    } catch (const ov::Cancelled &error) {
        remember_error(error.what());
        return DZ_CANCELLED;
    } catch (const std::exception &error) {
        remember_error(error.what());
        return DZ_FAILED;
    } catch (...) {
        remember_error("an exception that is no std::exception");
        return DZ_FAILED;
    }
}

char *copy_text(const std::string &text);
ov::element::Type to_openvino(dz_element element);
dz_element from_openvino(const ov::element::Type &type);

template <typename Ports>
std::vector<std::string> names_of(const Ports &ports) {
    std::vector<std::string> names;
    for (const auto &port : ports) names.push_back(port.get_names().empty() ? std::string() : *port.get_names().begin());
    return names;
}

template <typename Ports>
dz_status describe_port(const Ports &ports, const std::vector<std::string> &names, size_t index, dz_port *out) {
    OPENVINO_ASSERT(index < ports.size() && index < names.size(), "no port ", index);
    const ov::PartialShape shape = ports[index].get_partial_shape();
    *out = {};
    out->name = names[index].c_str();
    out->element = from_openvino(ports[index].get_element_type());
    out->rank = -1;
    if (shape.rank().is_static() && shape.size() <= DZ_MAX_RANK) {
        out->rank = static_cast<int32_t>(shape.size());
        for (size_t i = 0; i < shape.size(); ++i) out->dims[i] = shape[i].is_static() ? shape[i].get_length() : -1;
    }
    return DZ_OK;
}

}  // namespace dz
