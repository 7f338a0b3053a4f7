"""Makes a model of a real size with random weights, for measuring speed without a download.

    python bench/make_model.py --weights int8 bench/.models/qwen2-0.5b-int8
    python bench/make_model.py --weights int4 bench/.models/qwen2-0.5b-int4

The shape is Qwen2's 0.5B: 24 layers, hidden 896, 14 heads on 2 KV heads, vocabulary 151936, tied embeddings. Answers
mean nothing, but every step costs what it costs in the real model. Needs Tools/fixtures/requirements.txt.
"""

import argparse
import json
import math
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Tools" / "fixtures"))

import tiny_tokenizers  # noqa: E402  (after the environment is set)
import torch  # noqa: E402
from openvino import save_model  # noqa: E402
from openvino_tokenizers import convert_tokenizer  # noqa: E402
from optimum.intel import OVModelForCausalLM, OVWeightQuantizationConfig  # noqa: E402
from tokenizers import AddedToken, Tokenizer  # noqa: E402
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM, logging  # noqa: E402

logging.disable_progress_bar()

SEED = 20
WORDS = 151643
WEIGHTS = {
    "int8": OVWeightQuantizationConfig(bits=8, sym=False),
    # As optimum does by default: 4 bits in groups of 128, embeddings and the last layer in 8 bits.
    "int4": OVWeightQuantizationConfig(bits=4, sym=False, group_size=128, ratio=1.0),
}


def tokenizer() -> PreTrainedTokenizerFast:
    """The tiny tokenizer, grown to a real size by merging pairs of its words."""
    small = json.loads(tiny_tokenizers.qwen2()[0].to_str())
    vocabulary, merges = small["model"]["vocab"], small["model"]["merges"]
    starts = [word for word in vocabulary if re.fullmatch("Ġ?[A-Za-z]+", word)]
    ends = [word for word in vocabulary if re.fullmatch("[a-z]+", word)]
    for start, end in ((start, end) for end in ends for start in starts):
        if len(vocabulary) == WORDS:
            break
        if start + end not in vocabulary:
            vocabulary[start + end] = len(vocabulary)
            merges.append([start, end])
    if len(vocabulary) != WORDS:
        raise SystemExit(f"only {len(vocabulary)} words")
    small["added_tokens"] = []
    grown = Tokenizer.from_str(json.dumps(small))
    grown.add_tokens([AddedToken(text, special=True, normalized=False) for text in tiny_tokenizers.CHATML])
    wrapped = PreTrainedTokenizerFast(
        tokenizer_object=grown, clean_up_tokenization_spaces=False, model_max_length=32768,
        eos_token="<|im_end|>", pad_token="<|endoftext|>")
    template = tiny_tokenizers.HERE / "templates" / "qwen2.jinja"
    wrapped.chat_template = template.read_text(encoding="utf-8").rstrip("\n")
    return wrapped


def model(words: PreTrainedTokenizerFast) -> Qwen2ForCausalLM:
    torch.manual_seed(SEED)
    config = Qwen2Config(
        hidden_size=896, num_hidden_layers=24, num_attention_heads=14, num_key_value_heads=2, intermediate_size=4864,
        vocab_size=151936, max_position_embeddings=32768, tie_word_embeddings=True, use_sliding_window=False,
        rope_parameters={"rope_type": "default", "rope_theta": 1000000.0},
        eos_token_id=words.eos_token_id, bos_token_id=words.pad_token_id, pad_token_id=words.pad_token_id)
    made = Qwen2ForCausalLM(config).eval()
    with torch.no_grad():
        for name, parameter in made.named_parameters():
            # Strong layers, weak embeddings: else tied embeddings make each token follow itself.
            if parameter.dim() == 2 and "embed" not in name:
                parameter.normal_(0, 1 / math.sqrt(parameter.shape[1]))
    return made


def make(weights: str, out: Path) -> None:
    words = tokenizer()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as checkpoint:
        model(words).save_pretrained(checkpoint)
        exported = OVModelForCausalLM.from_pretrained(
            checkpoint, export=True, compile=False, stateful=True, quantization_config=WEIGHTS[weights])
        exported.save_pretrained(out)
    words.save_pretrained(out)
    for ir, name in zip(convert_tokenizer(words, with_detokenizer=True), ("tokenizer", "detokenizer")):
        save_model(ir, out / f"openvino_{name}.xml", compress_to_fp16=False)
    (out / "generation_config.json").write_text(json.dumps({
        "bos_token_id": words.pad_token_id, "eos_token_id": [words.eos_token_id, words.pad_token_id],
        "pad_token_id": words.pad_token_id}, indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", choices=sorted(WEIGHTS), default="int8")
    parser.add_argument("out", type=Path, help="folder to make; replaced if it exists")
    options = parser.parse_args()
    make(options.weights, options.out)


if __name__ == "__main__":
    main()
