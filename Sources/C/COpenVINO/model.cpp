// Looking at a model.
#include <openvino/op/constant.hpp>

#include "internal.hpp"

void dz_model_free(dz_model *model) { delete model; }

size_t dz_model_port_count(const dz_model *model, bool outputs) {
    return outputs ? model->model->outputs().size() : model->model->inputs().size();
}

dz_status dz_model_port(dz_model *model, bool outputs, size_t index, dz_port *out) {
    return dz::guarded([&] {
        const auto ports = outputs ? model->model->outputs() : model->model->inputs();
        model->names = dz::names_of(ports);
        return dz::describe_port(ports, model->names, index, out);
    });
}

size_t dz_model_variable_count(const dz_model *model) { return model->model->get_variables().size(); }

dz_status dz_model_rt_info(dz_model *model, const char *key, char **out) {
    return dz::guarded([&] {
        if (!model->model->has_rt_info(std::string(key))) return dz::not_found(std::string("no rt_info ") + key);
        const auto &value = model->model->get_rt_info<ov::Any>(std::string(key));
        if (!value.is<std::string>()) return dz::not_found(std::string("rt_info is no text: ") + key);
        *out = dz::copy_text(value.as<std::string>());
        return DZ_OK;
    });
}

static const std::vector<std::shared_ptr<ov::Node>> &ops(dz_model *model) {
    if (model->ops.empty()) model->ops = model->model->get_ordered_ops();
    return model->ops;
}

size_t dz_model_op_count(dz_model *model) {
    size_t count = 0;
    (void)dz::guarded([&] {
        count = ops(model).size();
        return DZ_OK;
    });
    return count;
}

const char *dz_model_op_type(dz_model *model, size_t op) {
    const auto &all = ops(model);
    return op < all.size() ? all[op]->get_type_name() : "";
}

dz_status dz_model_op_constant(dz_model *model, size_t op, size_t input, dz_element *element, const void **bytes,
                               size_t *byte_count) {
    return dz::guarded([&] {
        const auto &all = ops(model);
        if (op >= all.size() || input >= all[op]->get_input_size()) return dz::not_found("no such input");
        const auto constant = ov::as_type_ptr<ov::op::v0::Constant>(all[op]->get_input_node_shared_ptr(input));
        if (!constant) return dz::not_found("the input is no constant");
        *element = dz::from_openvino(constant->get_element_type());
        *bytes = constant->get_data_ptr();
        *byte_count = constant->get_byte_size();
        return DZ_OK;
    });
}
