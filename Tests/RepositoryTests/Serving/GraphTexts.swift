/// Graphs as the model server's tools write them, and as people edit them.
enum GraphTexts {
    static let options = """
        max_num_seqs: 256,
              device: "NPU",
              models_path: "./",
              plugin_config: '{"MAX_PROMPT_LEN":4000,"CACHE_DIR":".ov_cache","DEVICE_PROPERTIES":{"NPU":{"NPUW_LLM_ENABLE_PREFIX_CACHING":true}}}',
              enable_prefix_caching: true,
              cache_size: 0,
              tool_parser: "hermes3",
        """

    static let canonical = canonical(options)

    static func canonical(_ options: String) -> String {
        """
        # File created with: Dazzle
        # OVMS_GRAPH_QUEUE_MAX_SIZE: AUTO
        input_stream: "HTTP_REQUEST_PAYLOAD:input"
        output_stream: "HTTP_RESPONSE_PAYLOAD:output"
        node: {
          name: "LLMExecutor"
          calculator: "HttpLLMCalculator"
          input_stream: "LOOPBACK:loopback"
          input_stream: "HTTP_REQUEST_PAYLOAD:input"
          input_side_packet: "LLM_NODE_RESOURCES:llm"
          input_side_packet: "LLM_NODE_EXECUTION_CONTEXTS:llm_ctx"
          output_stream: "LOOPBACK:loopback"
          output_stream: "HTTP_RESPONSE_PAYLOAD:output"
          input_stream_info: { tag_index: 'LOOPBACK:0', back_edge: true }
          node_options: {
            [type.googleapis.com / mediapipe.LLMCalculatorOptions]: {
              \(options)
            }
          }
          input_stream_handler {
            input_stream_handler: "SyncSetInputStreamHandler",
            options { [mediapipe.SyncSetInputStreamHandlerOptions.ext] { sync_set { tag_index: "LOOPBACK:0" } } }
          }
        }

        """
    }

    /// Without head comments, execution contexts, trailing commas; with the fields of 2025.
    static let of2025 = """
        input_stream: "HTTP_REQUEST_PAYLOAD:input"
        output_stream: "HTTP_RESPONSE_PAYLOAD:output"

        node: {
          name: "LLMExecutor"
          calculator: "HttpLLMCalculator"
          input_stream: "LOOPBACK:loopback"
          input_stream: "HTTP_REQUEST_PAYLOAD:input"
          input_side_packet: "LLM_NODE_RESOURCES:llm"
          output_stream: "LOOPBACK:loopback"
          output_stream: "HTTP_RESPONSE_PAYLOAD:output"
          input_stream_info: {
            tag_index: 'LOOPBACK:0',
            back_edge: true
          }
          node_options: {
              [type.googleapis.com / mediapipe.LLMCalculatorOptions]: {
                  max_num_seqs:256,
                  device: "CPU",
                  models_path: "./",
                  plugin_config: '{ "KV_CACHE_PRECISION": "u8"}',
                  cache_size: 8
                  block_size: 32
                  response_parser: "hermes3"
              }
          }
          input_stream_handler {
            input_stream_handler: "SyncSetInputStreamHandler",
            options {
              [mediapipe.SyncSetInputStreamHandlerOptions.ext] {
                sync_set {
                  tag_index: "LOOPBACK:0"
                }
              }
            }
          }
        }
        """

    /// On one line, as an extension, with another node before it.
    static let dense = """
        node{calculator:"Other"}node<calculator:'LLM' "Calculator" options:{[mediapipe.LLMCalculatorOptions.ext]{models_path:'/m' pipeline_type:2}}>
        """

    static let edited = """
        # my graph
        node {
          calculator: "HttpLLMCalculator"
          node_options {
            [type.googleapis.com/mediapipe.LLMCalculatorOptions] {
              # where it is
              models_path: "../m.gguf"  # keep
              device: "GPU"; # the fast one
              future_field { a: [1, 2] }
              cache_eviction_config {
                # sizes
                start_size: 32
                recent_size: 0x80
                max_cache_size: 672 # blocks
                kv_crush_config { budget: 4 }
              }
              max_num_seqs: 64 # last
            }
          }
        }
        """
}
