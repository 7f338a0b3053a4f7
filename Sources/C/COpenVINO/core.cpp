#include <fstream>

#include "internal.hpp"

namespace {

ov::AnyMap to_map(const dz_property *properties, size_t count) {
    ov::AnyMap map;
    for (size_t i = 0; i < count; ++i) map[properties[i].key] = std::string(properties[i].value);
    return map;
}

dz_compiled *wrap(ov::CompiledModel compiled) {
    auto inputs = dz::names_of(compiled.inputs()), outputs = dz::names_of(compiled.outputs());
    return new dz_compiled{compiled, inputs, outputs};
}

}  // namespace

dz_status dz_core_create(dz_core **out) {
    return dz::guarded([&] {
        *out = new dz_core();
        return DZ_OK;
    });
}

void dz_core_free(dz_core *core) { delete core; }

dz_status dz_core_add_extension(dz_core *core, const char *library_path) {
    return dz::guarded([&] {
        core->core.add_extension(std::string(library_path));
        return DZ_OK;
    });
}

dz_status dz_core_devices(dz_core *core, char **out) {
    return dz::guarded([&] {
        std::string names;
        for (const auto &name : core->core.get_available_devices()) names += (names.empty() ? "" : "\n") + name;
        *out = dz::copy_text(names);
        return DZ_OK;
    });
}

dz_status dz_core_property(dz_core *core, const char *device, const char *key, char **out) {
    return dz::guarded([&] {
        *out = dz::copy_text(core->core.get_property(device, key).as<std::string>());
        return DZ_OK;
    });
}

dz_status dz_core_read_model(dz_core *core, const char *xml_path, dz_model **out) {
    return dz::guarded([&] {
        *out = new dz_model{core->core.read_model(std::string(xml_path)), {}, {}};
        return DZ_OK;
    });
}

dz_status dz_core_compile(dz_core *core, dz_model *model, const char *device, const dz_property *properties,
                          size_t count, dz_compiled **out) {
    return dz::guarded([&] {
        const std::shared_ptr<const ov::Model> source = model->model;
        *out = wrap(core->core.compile_model(source, device, to_map(properties, count)));
        return DZ_OK;
    });
}

dz_status dz_core_register_plugin(dz_core *core, const char *device, const char *library_path) {
    return dz::guarded([&] {
        core->core.register_plugin(library_path, device);
        return DZ_OK;
    });
}

dz_status dz_core_import(dz_core *core, const char *path, const char *device, const dz_property *properties, size_t count,
                         dz_compiled **out) {
    return dz::guarded([&] {
        std::ifstream file(path, std::ios::binary);
        OPENVINO_ASSERT(file.good(), "cannot open ", path);
        *out = wrap(core->core.import_model(file, device, to_map(properties, count)));
        return DZ_OK;
    });
}

dz_status dz_compiled_export(dz_compiled *compiled, const char *path) {
    return dz::guarded([&] {
        std::ofstream file(path, std::ios::binary);
        OPENVINO_ASSERT(file.good(), "cannot write ", path);
        compiled->compiled.export_model(file);
        file.close();
        OPENVINO_ASSERT(file.good(), "cannot write all of ", path);
        return DZ_OK;
    });
}

void dz_compiled_free(dz_compiled *compiled) { delete compiled; }

size_t dz_compiled_port_count(const dz_compiled *compiled, bool outputs) {
    return outputs ? compiled->compiled.outputs().size() : compiled->compiled.inputs().size();
}

dz_status dz_compiled_port(dz_compiled *compiled, bool outputs, size_t index, dz_port *out) {
    return dz::guarded([&] {
        return outputs ? dz::describe_port(compiled->compiled.outputs(), compiled->output_names, index, out)
                       : dz::describe_port(compiled->compiled.inputs(), compiled->input_names, index, out);
    });
}

dz_status dz_compiled_property(dz_compiled *compiled, const char *key, char **out) {
    return dz::guarded([&] {
        *out = dz::copy_text(compiled->compiled.get_property(key).as<std::string>());
        return DZ_OK;
    });
}

dz_status dz_compiled_create_request(dz_compiled *compiled, dz_request **out) {
    return dz::guarded([&] {
        *out = new dz_request{compiled->compiled.create_infer_request(), compiled->compiled, {}};
        return DZ_OK;
    });
}

dz_status dz_compiled_create_tensor(dz_compiled *compiled, dz_element element, const size_t *dims, size_t rank,
                                    dz_tensor **out) {
    return dz::guarded([&] {
        const ov::Shape shape(dims, dims + rank);
        // The CPU plugin has no remote context: its device memory is ours.
        const auto devices = compiled->compiled.get_property(ov::execution_devices);
        const bool on_host = devices.empty() || devices.front().rfind("CPU", 0) == 0;
        *out = new dz_tensor{on_host ? ov::Tensor(dz::to_openvino(element), shape)
                                     : compiled->compiled.get_context().create_tensor(dz::to_openvino(element), shape)};
        return DZ_OK;
    });
}
