#include "internal.hpp"

namespace {

template <typename Get>
dz_status give_tensor(dz_tensor **out, Get &&get) {
    return dz::guarded([&] {
        *out = new dz_tensor{get()};
        return DZ_OK;
    });
}

std::vector<ov::VariableState> &states(dz_request *request) {
    if (request->states.empty()) request->states = request->request.query_state();
    return request->states;
}

}  // namespace

void dz_request_free(dz_request *request) { delete request; }

dz_status dz_request_set_tensor(dz_request *request, const char *name, dz_tensor *tensor) {
    return dz::guarded([&] {
        request->request.set_tensor(name, tensor->tensor);
        return DZ_OK;
    });
}

dz_status dz_request_set_input(dz_request *request, size_t index, dz_tensor *tensor) {
    return dz::guarded([&] {
        request->request.set_input_tensor(index, tensor->tensor);
        return DZ_OK;
    });
}

dz_status dz_request_tensor(dz_request *request, const char *name, dz_tensor **out) {
    return give_tensor(out, [&] { return request->request.get_tensor(std::string(name)); });
}

dz_status dz_request_input(dz_request *request, size_t index, dz_tensor **out) {
    return give_tensor(out, [&] { return request->request.get_input_tensor(index); });
}

dz_status dz_request_output(dz_request *request, size_t index, dz_tensor **out) {
    return give_tensor(out, [&] { return request->request.get_output_tensor(index); });
}

dz_status dz_request_infer(dz_request *request) {
    return dz::guarded([&] {
        request->request.infer();
        return DZ_OK;
    });
}

dz_status dz_request_start(dz_request *request) {
    return dz::guarded([&] {
        request->request.start_async();
        return DZ_OK;
    });
}

dz_status dz_request_wait(dz_request *request) {
    return dz::guarded([&] {
        request->request.wait();
        return DZ_OK;
    });
}

dz_status dz_request_cancel(dz_request *request) {
    return dz::guarded([&] {
        request->request.cancel();
        return DZ_OK;
    });
}

dz_status dz_request_reset_states(dz_request *request) {
    return dz::guarded([&] {
        request->request.reset_state();
        return DZ_OK;
    });
}

dz_status dz_request_state_count(dz_request *request, size_t *out) {
    return dz::guarded([&] {
        *out = states(request).size();
        return DZ_OK;
    });
}

dz_status dz_request_state_name(dz_request *request, size_t index, char **out) {
    return dz::guarded([&] {
        *out = dz::copy_text(states(request).at(index).get_name());
        return DZ_OK;
    });
}

dz_status dz_request_state(dz_request *request, size_t index, dz_tensor **out) {
    return give_tensor(out, [&] { return states(request).at(index).get_state(); });
}

dz_status dz_request_set_state(dz_request *request, size_t index, dz_tensor *tensor) {
    return dz::guarded([&] {
        states(request).at(index).set_state(tensor->tensor);
        return DZ_OK;
    });
}
