"""Turns a checkpoint into the folder that is served: int8 OpenVINO IR with tokenizer, template and settings.

    python Tools/demo-model/export.py --checkpoint .build/demo-model/checkpoint.pt --out .build/zebra
"""

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

import torch

sys.path.append(str(Path(__file__).parent.parent / "fixtures"))
import torchvision_for_cpu  # noqa: E402, F401  (before transformers)

from model.config import FRAMES, IM_END, IMAGE_PAD, MEAN, MERGE, PAD, PATCH, SPECIAL, STD, TEXT, VIDEO_PAD, VISION, VISION_END, VISION_START
from talk.tokens import ASSETS
from world.sizes import MAX_PIXELS, MIN_PIXELS

LARGEST = 12 << 20


def config():
    from transformers import Qwen2VLConfig
    made = Qwen2VLConfig(
        text_config=dict(TEXT, bos_token_id=None, eos_token_id=IM_END, pad_token_id=PAD, hidden_act="silu"), vision_config=VISION,
        image_token_id=IMAGE_PAD, video_token_id=VIDEO_PAD, vision_start_token_id=VISION_START, vision_end_token_id=VISION_END,
        tie_word_embeddings=True)
    made.eos_token_id, made.pad_token_id, made.bos_token_id = IM_END, PAD, None
    return made


def averaged(checkpoint):
    """The averaged weights with the names of transformers, without the heads that only training uses."""
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)["optimiser"]["average"]
    return {name: weight.float() for name, weight in state.items() if name.startswith("model.")}


def as_transformers(weights):
    from transformers import Qwen2VLForConditionalGeneration
    model = Qwen2VLForConditionalGeneration(config()).eval()
    missing, unknown = model.load_state_dict(weights, strict=False)
    if unknown or set(missing) - {"lm_head.weight"}:
        raise SystemExit(f"The checkpoint does not fit: {unknown}, {missing}")
    model.tie_weights()
    return model


def processor():
    from transformers import PreTrainedTokenizerFast, Qwen2VLImageProcessor, Qwen2VLProcessor, Qwen2VLVideoProcessor
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(ASSETS / "tokenizer.json"), eos_token="<|im_end|>", pad_token="<|endoftext|>", bos_token=None,
        additional_special_tokens=SPECIAL, model_max_length=TEXT["max_position_embeddings"], clean_up_tokenization_spaces=False)
    tokenizer.chat_template = (ASSETS / "chat_template.jinja").read_text()
    size = {"shortest_edge": MIN_PIXELS, "longest_edge": MAX_PIXELS}
    same = dict(patch_size=PATCH, merge_size=MERGE, temporal_patch_size=FRAMES, image_mean=MEAN, image_std=STD)
    image = Qwen2VLImageProcessor(min_pixels=MIN_PIXELS, max_pixels=MAX_PIXELS, **same)
    video = Qwen2VLVideoProcessor(size=size, **same)
    return Qwen2VLProcessor(image, tokenizer, video, chat_template=tokenizer.chat_template)


def save_transformers(checkpoint, folder):
    model = as_transformers(averaged(checkpoint))
    model.generation_config.update(eos_token_id=[IM_END, PAD], pad_token_id=PAD, bos_token_id=None, do_sample=False)
    model.save_pretrained(folder)
    processor().save_pretrained(folder)
    # Clips count one position a pair of frames, in training as here.
    edit(folder / "config.json", lambda made: made["vision_config"].update(tokens_per_second=1))


def edit(file, change):
    made = json.loads(file.read_text())
    change(made)
    file.write_text(json.dumps(made, indent=2) + "\n")


def to_openvino(source, folder):
    from optimum.exporters.openvino import main_export
    main_export(str(source), folder, task="image-text-to-text", trust_remote_code=False, convert_tokenizer=True)


def compress(folder):
    """int8 weights. The export's own switch for this does nothing for such models."""
    import nncf
    import openvino
    core = openvino.Core()
    for file in sorted(folder.glob("openvino_*_model.xml")):
        model = core.read_model(file)
        small = nncf.compress_weights(model, mode=nncf.CompressWeightsMode.INT8_ASYM)
        made = folder / "small"
        made.mkdir(exist_ok=True)
        openvino.save_model(small, made / file.name)
        del model, small
    for file in (folder / "small").iterdir():
        file.replace(folder / file.name)
    (folder / "small").rmdir()


def card(file, table):
    """The card with the table of measured abilities, and without its place where nothing was measured."""
    rows = [line for line in table.read_text().splitlines() if line.startswith("|")] if table else []
    return file.read_text().replace("TABLE\n", "\n".join(rows) + "\n" if rows else "Its abilities were not measured yet.\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--card", type=Path, default=Path(__file__).parent / "card.md", help="becomes README.md of the folder")
    parser.add_argument("--table", type=Path, help="what evaluate.py printed, for the card")
    options = parser.parse_args()
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as scratch:
        source, made = Path(scratch) / "source", Path(scratch) / "made"
        save_transformers(options.checkpoint, source)
        to_openvino(source, made)
        compress(made)
        # Older readers look for these names.
        edit(made / "preprocessor_config.json", lambda found: found.update(min_pixels=MIN_PIXELS, max_pixels=MAX_PIXELS))
        (made / "README.md").write_text(card(options.card, options.table))
        shutil.rmtree(options.out, ignore_errors=True)
        shutil.copytree(made, options.out)
    size = sum(file.stat().st_size for file in options.out.iterdir())
    print(f"{options.out}: {size / 2 ** 20:.2f} MB")
    if size > LARGEST:
        raise SystemExit(f"The folder must not be larger than {LARGEST >> 20} MB.")


if __name__ == "__main__":
    main()
