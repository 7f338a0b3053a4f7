// A small C ABI over OpenVINO's C++ API. It exists because OpenVINO's own C API has no variable states, no passes and
// no model editing, which is most of what an LLM engine needs.
//
// Rules that hold for every function:
// - A handle comes out through a `T **out` and is owned by the caller, who frees it once with its `_free`.
//   Handles share what they need with each other, so they may be freed in any order.
// - The return value is 0, or a `dz_status`; then `dz_last_error` holds OpenVINO's own message for this thread until the
//   next failing call on it. No C++ exception leaves this library.
// - `const char *` results that are documented as borrowed live as long as their handle.
#ifndef COPENVINO_H
#define COPENVINO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum dz_status { DZ_OK = 0, DZ_FAILED = 1, DZ_CANCELLED = 2, DZ_NOT_FOUND = 3 } dz_status;

const char *dz_last_error(void);

// Text that the caller frees.
void dz_string_free(char *text);

const char *dz_openvino_version(void);
// Where the loaded OpenVINO library lies: its plugins and extensions lie beside it.
dz_status dz_openvino_library(char **out);

// ---- Core ----------------------------------------------------------------------------------------------------------
typedef struct dz_core dz_core;
typedef struct dz_model dz_model;
typedef struct dz_compiled dz_compiled;
typedef struct dz_request dz_request;
typedef struct dz_tensor dz_tensor;

typedef struct dz_property {
    const char *key;
    const char *value;
} dz_property;

dz_status dz_core_create(dz_core **out);
void dz_core_free(dz_core *core);
dz_status dz_core_add_extension(dz_core *core, const char *library_path);
// Device names, one a line.
dz_status dz_core_devices(dz_core *core, char **out);
dz_status dz_core_property(dz_core *core, const char *device, const char *key, char **out);
// The same as JSON: numbers and flags as such, all else as text.
dz_status dz_core_property_json(dz_core *core, const char *device, const char *key, char **out);
// The names of a device's properties, one a line.
dz_status dz_core_property_names(dz_core *core, const char *device, char **out);
dz_status dz_core_read_model(dz_core *core, const char *xml_path, dz_model **out);
dz_status dz_core_compile(dz_core *core, dz_model *model, const char *device, const dz_property *properties,
                          size_t count, dz_compiled **out);
// Makes a device known whose plugin OpenVINO does not bring along.
dz_status dz_core_register_plugin(dz_core *core, const char *device, const char *library_path);
// A compiled model from the file that `dz_compiled_export` wrote for the same device.
dz_status dz_core_import(dz_core *core, const char *path, const char *device, const dz_property *properties, size_t count,
                         dz_compiled **out);

// ---- Ports ---------------------------------------------------------------------------------------------------------
enum { DZ_MAX_RANK = 8 };

// The numbers are this ABI's own.
typedef enum dz_element {
    DZ_DYNAMIC = 0,
    DZ_BOOL,
    DZ_U4,
    DZ_U8,
    DZ_I8,
    DZ_I32,
    DZ_I64,
    DZ_F16,
    DZ_BF16,
    DZ_F32,
    DZ_STRING,
    DZ_OTHER,
} dz_element;

typedef struct dz_port {
    const char *name;  // "" if the port has none; borrowed until the next look at the same model's ports
    dz_element element;
    int32_t rank;               // -1 if unknown
    int64_t dims[DZ_MAX_RANK];  // -1 where dynamic
} dz_port;

// ---- Model: look at it, edit it ------------------------------------------------------------------------------------
void dz_model_free(dz_model *model);
size_t dz_model_port_count(const dz_model *model, bool outputs);
dz_status dz_model_port(dz_model *model, bool outputs, size_t index, dz_port *out);
size_t dz_model_variable_count(const dz_model *model);
// The text of one rt_info entry; DZ_NOT_FOUND if there is none.
dz_status dz_model_rt_info(dz_model *model, const char *key, char **out);

// Operations in topological order, to read the parts that are data rather than computation (a tokenizer's vocabulary).
size_t dz_model_op_count(dz_model *model);
const char *dz_model_op_type(dz_model *model, size_t op);  // borrowed
// A constant feeding input `input` of the operation: bytes borrowed from the model. DZ_NOT_FOUND if it is no constant.
dz_status dz_model_op_constant(dz_model *model, size_t op, size_t input, dz_element *element, const void **bytes,
                               size_t *byte_count);

// Turns stateful attention into PagedAttention (SDPAToPagedAttention). Fails on models the pass refuses.
dz_status dz_model_use_paged_attention(dz_model *model);
// Adds the input `name` (i64 [?]) and computes logits only for those token indices: Gather before the last MatMul.
dz_status dz_model_gather_before_head(dz_model *model, const char *name, int64_t token_axis);
// Puts the graph that turns token ids into rows in front of a decoder that reads rows (`inputs_embeds`), so that one pass
// does both. Adds the inputs `ids` (i64 [T] or, for a batch of one, [1, T]), `rows` (f32 [R, H]) and `choice` (i64 [T]):
// token t gets row choice[t] of the text's T rows followed by the R given ones. `embeddings` must not be used any more.
dz_status dz_model_embed_tokens(dz_model *model, dz_model *embeddings, const char *ids, const char *rows,
                                const char *choice);
// Makes one input of a decoder's rows and those that are added again in its first layers: [B, T, (1 + levels) * H], zeros where
// nothing is added. The inputs `levels` and `mask` go away. DZ_NOT_FOUND, and no change, if the graph does it otherwise.
dz_status dz_model_widen_embeddings(dz_model *model, const char *embeddings, const char *levels, const char *mask);
// Attention that looks up a mask in the input `name` looks at everything instead; the input stays and is not read.
// DZ_NOT_FOUND if no attention does.
dz_status dz_model_drop_mask(dz_model *model, const char *name);
// Adds the input `name` (bool []) to a tokenizer: false leaves the special tokens out that it would add by itself.
dz_status dz_model_switch_special_tokens(dz_model *model, const char *name);

// ---- Compiled model ------------------------------------------------------------------------------------------------
void dz_compiled_free(dz_compiled *compiled);
size_t dz_compiled_port_count(const dz_compiled *compiled, bool outputs);
dz_status dz_compiled_port(dz_compiled *compiled, bool outputs, size_t index, dz_port *out);
dz_status dz_compiled_property(dz_compiled *compiled, const char *key, char **out);
dz_status dz_compiled_export(dz_compiled *compiled, const char *path);
dz_status dz_compiled_create_request(dz_compiled *compiled, dz_request **out);
// A tensor in the memory of the compiled model's device, for what stays there between passes (KV blocks).
dz_status dz_compiled_create_tensor(dz_compiled *compiled, dz_element element, const size_t *dims, size_t rank,
                                    dz_tensor **out);

// ---- Infer request: one at a time, from one thread at a time -------------------------------------------------------
void dz_request_free(dz_request *request);
dz_status dz_request_set_tensor(dz_request *request, const char *name, dz_tensor *tensor);
// A handle to the request's own tensor; its memory changes with the next pass.
dz_status dz_request_tensor(dz_request *request, const char *name, dz_tensor **out);
dz_status dz_request_input(dz_request *request, size_t index, dz_tensor **out);
dz_status dz_request_output(dz_request *request, size_t index, dz_tensor **out);
dz_status dz_request_set_input(dz_request *request, size_t index, dz_tensor *tensor);
dz_status dz_request_infer(dz_request *request);
dz_status dz_request_start(dz_request *request);
dz_status dz_request_wait(dz_request *request);
// May be called from any thread while another one infers or waits.
dz_status dz_request_cancel(dz_request *request);

dz_status dz_request_reset_states(dz_request *request);
dz_status dz_request_state_count(dz_request *request, size_t *out);
dz_status dz_request_state_name(dz_request *request, size_t index, char **out);
dz_status dz_request_state(dz_request *request, size_t index, dz_tensor **out);
dz_status dz_request_set_state(dz_request *request, size_t index, dz_tensor *tensor);

// ---- Tensor --------------------------------------------------------------------------------------------------------
dz_status dz_tensor_create(dz_element element, const size_t *dims, size_t rank, dz_tensor **out);
// Uses the caller's memory, which must outlive every request that holds the tensor.
dz_status dz_tensor_wrap(dz_element element, const size_t *dims, size_t rank, void *memory, dz_tensor **out);
// A one-dimensional string tensor; the bytes are copied.
dz_status dz_tensor_create_strings(const char *const *texts, const size_t *lengths, size_t count, dz_tensor **out);
void dz_tensor_free(dz_tensor *tensor);
dz_status dz_tensor_set_shape(dz_tensor *tensor, const size_t *dims, size_t rank);
dz_status dz_tensor_describe(dz_tensor *tensor, dz_element *element, size_t *dims, size_t *rank, size_t *byte_count);
// The tensor's memory; DZ_FAILED where it is on a device that the CPU cannot read.
dz_status dz_tensor_data(dz_tensor *tensor, void **out);
dz_status dz_tensor_string(dz_tensor *tensor, size_t index, const char **text, size_t *length);  // borrowed
// Copies row `source` of the first dimension over row `destination`.
dz_status dz_tensor_copy_row(dz_tensor *tensor, size_t source, size_t destination);
// A new tensor with the first `keep` entries along `axis`.
dz_status dz_tensor_prefix(dz_tensor *tensor, size_t axis, size_t keep, dz_tensor **out);

#ifdef __cplusplus
}
#endif
#endif
