"""Checks that transformers' model and processor, which are exported, see and say what the trained model does.

    python Tools/demo-model/agree.py --checkpoint .build/demo-model/checkpoint.pt
"""

import argparse
import random
from pathlib import Path

import numpy
import torch

import export
from check import pixels
from model.answers import forward
from model.zebra import Zebra
from talk import pack
from talk.tokens import text_of, tokens_of
from world.sizes import smart_resize

CLOSE = 1e-3


def batch_of(talk, sample):
    """One row that holds one talk, and its ids."""
    for picture in talk.pictures:
        picture.grid = smart_resize(picture.frames[0].height, picture.frames[0].width)
    row, answers, sample.talks = pack.Row(), [], [talk]
    pack.add(row, 0, sample, (0, 0, [tokens_of(talk)]), answers, False)
    pack.ROWS, pack.LENGTH = 1, len(row.ids)
    return pack.arrays([row], answers), row.ids


def inputs_of(processor, talk):
    stills = [picture.images[0] for picture in talk.pictures if len(picture.images) == 1]
    clips = [numpy.stack([numpy.asarray(image) for image in picture.images]) for picture in talk.pictures if len(picture.images) > 1]
    how = {"do_sample_frames": False} if clips else {}
    return processor(text=[text_of(talk)], images=stills or None, videos=clips or None, return_tensors="pt", **how)


@torch.no_grad()
def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--checkpoint", type=Path, required=True)
    weights = export.averaged(parser.parse_args().checkpoint)
    theirs, ours, processor, rng = export.as_transformers(weights), Zebra().eval(), export.processor(), random.Random(3)
    ours.load_state_dict(weights, strict=False)
    for kind in ["plain", "tools", "still", "several", "clip"] * 3:
        sample = pack.draw_sample(rng, kind, pack.Studio(rng))
        talk = sample.talks[-1]
        batch, ids = batch_of(talk, sample)
        inputs = inputs_of(processor, talk)
        mine, _, _ = forward(ours, batch, pixels(batch, "cpu"), "cpu")
        apart = float((theirs(**inputs).logits[0][batch["where"]] - mine).abs().max())
        print(f"{kind}: {len(ids)} tokens, logits differ by {apart:.1e} of {float(mine.abs().max()):.1f}")
        if inputs["input_ids"][0].tolist() != ids or apart > CLOSE:
            raise SystemExit("The two do not agree.")


if __name__ == "__main__":
    main()
