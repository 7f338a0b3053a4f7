"""Makes a vision-language model of a real size with random weights, for measuring speed without a download.

    python bench/make_vlm.py bench/.models/qwen2-vl-2b

The shape is Qwen2-VL's 2B: a language model of 28 layers, hidden 1536, in 8 bits; a vision tower of 32 layers, width 1280, in
16 bits. Answers mean nothing, but every step costs what it costs in the real model. Needs Tools/fixtures/requirements.txt and
about 14 GB of memory.
"""

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

import make_model
import torch
import transformers
from optimum.exporters.openvino import main_export

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Tools" / "fixtures"))
import tiny_vlms  # noqa: E402

SEED = 21
VISION = dict(depth=32, embed_dim=1280, num_heads=16, mlp_ratio=4, in_channels=3, patch_size=14, spatial_merge_size=2,
              temporal_patch_size=2, hidden_size=1536)
TEXT = dict(
    hidden_size=1536, num_hidden_layers=28, num_attention_heads=12, num_key_value_heads=2, intermediate_size=8960,
    vocab_size=151936, max_position_embeddings=32768, tie_word_embeddings=True,
    rope_parameters=dict(rope_type="default", mrope_section=[16, 24, 24], rope_theta=1000000.0))
ADDED = ["<|vision_start|>", "<|vision_end|>", "<|image_pad|>", "<|video_pad|>"]


def tokenizer():
    words = make_model.tokenizer()
    words.add_special_tokens({"additional_special_tokens": ADDED})
    template = tiny_vlms.tiny_tokenizers.HERE / "templates" / "qwen2_vl.jinja"
    words.chat_template = template.read_text(encoding="utf-8").rstrip("\n")
    return words


def make(out: Path) -> None:
    words = tokenizer()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    ids = dict(bos_token_id=words.pad_token_id, eos_token_id=words.eos_token_id, pad_token_id=words.pad_token_id)
    config = transformers.Qwen2VLConfig(
        text_config=TEXT | ids, vision_config=VISION, tie_word_embeddings=True, **tiny_vlms.qwen_ids(words), **ids)
    processor = tiny_vlms.qwen_processor(
        "Qwen2VLImageProcessor", 28, 3136, 12845056, **tiny_vlms.CLIP) | {"processor_class": "Qwen2VLProcessor"}
    generation = json.dumps({"eos_token_id": [words.eos_token_id, words.pad_token_id], **{
        key: value for key, value in ids.items() if key != "eos_token_id"}}, indent=2) + "\n"
    with tempfile.TemporaryDirectory() as checkpoint:
        torch.manual_seed(SEED)
        torch.set_default_dtype(torch.bfloat16)
        transformers.Qwen2VLForConditionalGeneration(config).eval().save_pretrained(checkpoint)
        torch.set_default_dtype(torch.float32)
        words.save_pretrained(checkpoint)
        for name, text in {"generation_config.json": generation, "preprocessor_config.json": json.dumps(processor)}.items():
            (Path(checkpoint) / name).write_text(text)
        # Language models above a billion parameters become 8 bits by themselves.
        main_export(checkpoint, str(out), task="image-text-to-text", stateful=True, convert_tokenizer=True, device="cpu")
    (out / "generation_config.json").write_text(generation)
    (out / "preprocessor_config.json").write_text(json.dumps(processor, indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="folder to make; replaced if it exists")
    make(parser.parse_args().out)


if __name__ == "__main__":
    main()
