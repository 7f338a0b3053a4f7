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

namespace {

std::shared_ptr<v0::Parameter> make_input(const char *name, ov::element::Type type, ov::PartialShape shape) {
    const auto parameter = std::make_shared<v0::Parameter>(type, shape);
    parameter->set_friendly_name(name);
    parameter->output(0).get_tensor().set_names({name});
    return parameter;
}

std::shared_ptr<ov::Node> numbers(const std::vector<int64_t> &values) {
    return v0::Constant::create(ov::element::i64, ov::Shape{values.size()}, values);
}

}  // namespace

dz_status dz_model_embed_tokens(dz_model *model, dz_model *embeddings, const char *ids, const char *rows,
                                const char *choice) {
    return dz::guarded([&] {
        std::shared_ptr<v0::Parameter> old;
        for (const auto &parameter : model->model->get_parameters()) {
            if (parameter->output(0).get_names().count("inputs_embeds") != 0) old = parameter;
        }
        if (!old) return dz::not_found("the decoder has no input 'inputs_embeds'");
        const auto &text = embeddings->model;
        if (text->get_parameters().size() != 1 || text->get_results().size() != 1) {
            return dz::not_found("the graph of text embeddings has not one input and one output");
        }
        const auto rank = old->get_partial_shape().rank();
        const bool has_batch = rank.is_dynamic() || rank.get_length() == 3;
        const auto row_shape = text->output(0).get_partial_shape();
        if (row_shape.rank().is_dynamic() || row_shape[row_shape.rank().get_length() - 1].is_dynamic()) {
            return dz::not_found("the graph of text embeddings does not say how wide its rows are");
        }
        const int64_t width = row_shape[row_shape.rank().get_length() - 1].get_length();

        const auto tokens = make_input(ids, ov::element::i64, has_batch ? ov::PartialShape{1, -1} : ov::PartialShape{-1});
        const auto given = make_input(rows, ov::element::f32, ov::PartialShape{-1, width});
        const auto chosen = make_input(choice, ov::element::i64, ov::PartialShape{-1});

        const auto text_input = text->get_parameters()[0];
        std::shared_ptr<ov::Node> batch = std::make_shared<v1::Reshape>(tokens, numbers({1, -1}), false);
        if (text_input->get_element_type() != ov::element::i64) {
            batch = std::make_shared<v0::Convert>(batch, text_input->get_element_type());
        }
        const auto text_rows = text->get_results()[0]->input_value(0);
        text_input->output(0).replace(batch->output(0));
        std::shared_ptr<ov::Node> flat = std::make_shared<v1::Reshape>(text_rows, numbers({-1, width}), false);
        if (flat->get_element_type() != ov::element::f32) flat = std::make_shared<v0::Convert>(flat, ov::element::f32);
        const auto all = std::make_shared<v0::Concat>(ov::NodeVector{flat, given}, 0);
        const auto axis = v0::Constant::create(ov::element::i64, ov::Shape{}, {0});
        std::shared_ptr<ov::Node> result = std::make_shared<v8::Gather>(all, chosen, axis);
        if (has_batch) result = std::make_shared<v0::Unsqueeze>(result, numbers({0}));

        old->output(0).replace(result->output(0));
        model->model->remove_parameter(old);
        model->model->add_parameters({tokens, given, chosen});
        model->model->validate_nodes_and_infer_types();
        model->ops.clear();
        return DZ_OK;
    });
}

namespace {

std::shared_ptr<v0::Parameter> find_input(const std::shared_ptr<ov::Model> &model, const char *name) {
    for (const auto &parameter : model->get_parameters()) {
        if (parameter->output(0).get_names().count(name) != 0) return parameter;
    }
    return nullptr;
}

// The product with the mask in which the rows that `select` takes end, if nothing else is done with them.
std::shared_ptr<ov::Node> find_masked_rows(std::shared_ptr<ov::Node> select) {
    for (int step = 0; step < 8; ++step) {
        if (ov::is_type<v1::Multiply>(select)) return select;
        const auto consumers = select->output(0).get_target_inputs();
        if (consumers.size() != 1) return nullptr;
        select = consumers.begin()->get_node()->shared_from_this();
    }
    return nullptr;
}

}  // namespace

dz_status dz_model_widen_embeddings(dz_model *model, const char *embeddings, const char *levels, const char *mask) {
    return dz::guarded([&] {
        const auto narrow = find_input(model->model, embeddings), rows = find_input(model->model, levels),
                   places = find_input(model->model, mask);
        if (!narrow || !rows || !places) return dz::not_found("the decoder has no rows for its first layers");
        const auto shape = narrow->get_partial_shape();
        if (shape.rank().is_dynamic() || shape.size() != 3 || shape[2].is_dynamic()) {
            return dz::not_found("the decoder does not say how wide its rows are");
        }
        std::vector<std::shared_ptr<ov::Node>> masked;
        for (const auto &consumer : rows->output(0).get_target_inputs()) {
            const auto select = consumer.get_node()->shared_from_this();
            const auto index = select->get_input_size() < 2 ? nullptr : select->get_input_node_shared_ptr(1);
            const auto constant = ov::as_type_ptr<v0::Constant>(index);
            if (!constant) return dz::not_found("the decoder takes all its rows at once");
            const auto level = constant->cast_vector<int64_t>();
            if (level.size() != 1 || level[0] < 0 || level[0] > 64) return dz::not_found("the decoder's levels are unclear");
            if (masked.size() <= static_cast<size_t>(level[0])) masked.resize(level[0] + 1);
            masked[level[0]] = find_masked_rows(select);
        }
        for (const auto &node : masked) {
            if (!node) return dz::not_found("the rows of a level are not added under a mask");
        }
        const int64_t width = shape[2].get_length();
        const auto parts = static_cast<int64_t>(masked.size()) + 1;
        const auto wide = make_input(embeddings, narrow->get_element_type(), ov::PartialShape{shape[0], shape[1], width * parts});
        const auto split = std::make_shared<v1::VariadicSplit>(
            wide, v0::Constant::create(ov::element::i64, ov::Shape{}, {2}), numbers(std::vector<int64_t>(parts, width)));
        narrow->output(0).replace(split->output(0));
        for (size_t level = 0; level < masked.size(); ++level) masked[level]->output(0).replace(split->output(level + 1));
        for (const auto &gone : {narrow, rows, places}) model->model->remove_parameter(gone);
        model->model->add_parameters({wide});
        model->model->validate_nodes_and_infer_types();
        model->ops.clear();
        return DZ_OK;
    });
}

namespace {

// Whether a value is the parameter `name`, reshaped or converted.
bool comes_from(ov::Output<ov::Node> value, const char *name) {
    for (int step = 0; step < 8; ++step) {
        const auto node = value.get_node_shared_ptr();
        if (ov::is_type<v0::Parameter>(node)) return value.get_names().count(name) != 0;
        if (node->get_input_size() == 0) return false;
        value = node->input_value(0);
    }
    return false;
}

}  // namespace

dz_status dz_model_drop_mask(dz_model *model, const char *name) {
    return dz::guarded([&] {
        bool used = false;
        for (const auto &node : model->model->get_ordered_ops()) {
            const auto attention = ov::as_type_ptr<v13::ScaledDotProductAttention>(node);
            if (!attention || attention->get_input_size() != 4 || !comes_from(attention->input_value(3), name)) continue;
            const auto free = std::make_shared<v13::ScaledDotProductAttention>(
                attention->input_value(0), attention->input_value(1), attention->input_value(2), attention->get_causal());
            free->set_friendly_name(attention->get_friendly_name());
            ov::replace_node(attention, free);
            used = true;
        }
        if (!used) return dz::not_found("no attention takes this mask");
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
