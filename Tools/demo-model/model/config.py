"""The model's shape, once: for training, for transformers and for the exported config.json."""

VOCABULARY = 1024
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|vision_pad|>",
           "<|image_pad|>", "<|video_pad|>"]
# Tokens of their own that stay in the text.
PLAIN = ["<tool_call>", "</tool_call>", "<think>", "</think>"]
PAD, IM_START, IM_END, VISION_START, VISION_END, _, IMAGE_PAD, VIDEO_PAD = range(len(SPECIAL))

TEXT = dict(
    vocab_size=VOCABULARY, hidden_size=256, intermediate_size=640, num_hidden_layers=6, num_attention_heads=4,
    num_key_value_heads=2, rms_norm_eps=1e-6, max_position_embeddings=4096, tie_word_embeddings=True,
    # Rows and columns get fast frequencies: one step aside must show in the angle. The usual [8, 12, 12] of this head
    # size gives columns 0.03 radians a step, and left and right cannot be learned.
    rope_parameters=dict(rope_type="default", type="mrope", mrope_section=[2, 4, 26], rope_theta=10000.0))
VISION = dict(
    depth=4, embed_dim=160, hidden_size=256, num_heads=5, mlp_ratio=4, patch_size=14, spatial_merge_size=2,
    temporal_patch_size=2, in_channels=3, hidden_act="quick_gelu")
MEAN = STD = [0.5, 0.5, 0.5]
PATCH, MERGE, FRAMES = VISION["patch_size"], VISION["spatial_merge_size"], VISION["temporal_patch_size"]
