// The changes an engine makes to a model before it compiles it.
#include <openvino/op/ops.hpp>
#include <openvino/pass/sdpa_to_paged_attention.hpp>

#include "internal.hpp"

namespace {

using namespace ov::op;

// The last matrix product on the way to `logits`, past a bias, a transpose or a soft cap (Divide, Tanh, Multiply).
std::shared_ptr<ov::Node> find_head(const std::shared_ptr<ov::Model> &model) {
    auto node = model->output("logits").get_node_shared_ptr()->get_input_node_shared_ptr(0);
    for (int step = 0; step < 6 && node; ++step) {
        if (ov::is_type<v0::MatMul>(node)) return node;
        const bool passes_through = ov::is_type<v1::Add>(node) || ov::is_type<v1::Transpose>(node) ||
                                    ov::is_type<v1::Multiply>(node) || ov::is_type<v0::Tanh>(node) ||
                                    ov::is_type<v1::Divide>(node) || ov::is_type<v0::Convert>(node);
        if (!passes_through) break;
        node = node->get_input_node_shared_ptr(0);
    }
    return nullptr;
}

}  // namespace

dz_status dz_model_use_paged_attention(dz_model *model) {
    return dz::guarded([&] {
        // Score aggregation is asked for as openvino_genai does: without it the CPU and GPU plugins see another operator
        // signature than the one they are tested with.
        ov::pass::SDPAToPagedAttention(false, false, true).run_on_model(model->model);
        model->model->validate_nodes_and_infer_types();
        model->ops.clear();
        return DZ_OK;
    });
}

dz_status dz_model_gather_before_head(dz_model *model, const char *name, int64_t token_axis) {
    return dz::guarded([&] {
        const auto head = find_head(model->model);
        if (!head) return dz::not_found("no matrix product feeds the output 'logits'");
        const auto hidden = head->input_value(0);
        const auto rank = hidden.get_partial_shape().rank();
        if (rank.is_dynamic() || rank.get_length() <= token_axis) return dz::not_found("the head's input has no token axis");
        const auto indices = std::make_shared<v0::Parameter>(ov::element::i64, ov::PartialShape{-1});
        indices->set_friendly_name(name);
        indices->output(0).get_tensor().set_names({name});
        const auto axis = v0::Constant::create(ov::element::i64, ov::Shape{}, {token_axis});
        const auto gather = std::make_shared<v8::Gather>(hidden, indices, axis);
        head->input(0).replace_source_output(gather);
        model->model->add_parameters({indices});
        model->model->validate_nodes_and_infer_types();
        model->ops.clear();
        return DZ_OK;
    });
}

// CombineSegments takes triples (begins, ends, data), one for each segment, and then the segments' type ids. A segment
// that is constant holds tokens which the post-processor adds; ending it at 0 empties it and leaves the text alone.
dz_status dz_model_switch_special_tokens(dz_model *model, const char *name) {
    return dz::guarded([&] {
        const auto is_constant = [](const ov::Output<ov::Node> &value) {
            return ov::is_type<v0::Constant>(value.get_node_shared_ptr());
        };
        const auto enabled = std::make_shared<v0::Parameter>(ov::element::boolean, ov::PartialShape{});
        enabled->set_friendly_name(name);
        enabled->output(0).get_tensor().set_names({name});
        const auto none = v0::Constant::create(ov::element::i32, ov::Shape{}, {0});
        bool used = false;
        for (const auto &node : model->model->get_ordered_ops()) {
            if (std::strcmp(node->get_type_name(), "CombineSegments") != 0) continue;
            for (size_t i = 0; i + 2 < node->get_input_size(); i += 3) {
                if (!is_constant(node->input_value(i + 1)) || !is_constant(node->input_value(i + 2))) continue;
                const auto ends = node->input_value(i + 1);
                node->input(i + 1).replace_source_output(std::make_shared<v1::Select>(enabled, ends, none));
                used = true;
            }
        }
        if (!used) return dz::not_found("the tokenizer adds no special tokens");
        model->model->add_parameters({enabled});
        model->model->validate_nodes_and_infer_types();
        model->ops.clear();
        return DZ_OK;
    });
}
