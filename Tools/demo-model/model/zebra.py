"""The whole model, and the auxiliary heads that only training uses."""

import torch
from torch import nn
from torch.nn import functional as F

from model.config import PAD, TEXT
from model.text import LanguageModel
from model.vision import VisionTower
from world.targets import HEADS

TAP = 1  # the layer after which pictures' tokens must know their row, column and frame
AXES = {"row": 10, "column": 10, "frame": 6}


class Core(nn.Module):
    def __init__(self):
        super().__init__()
        self.visual = VisionTower()
        self.language_model = LanguageModel()


class Zebra(nn.Module):
    """`model.*` has transformers' names; `cells` and `axes` are dropped at export."""

    def __init__(self):
        super().__init__()
        self.model = Core()
        self.cells = nn.Linear(TEXT["hidden_size"], sum(HEADS.values()))
        self.axes = nn.Linear(TEXT["hidden_size"], sum(AXES.values()))
        self.apply(start)

    def hidden(self, tokens, positions, mask, pictures, slots):
        """`pictures` are u8 groups of one size each, `slots` where their cells go in the flattened rows."""
        language = self.model.language_model
        embeddings = language.embed_tokens(tokens)
        seen = [self.model.visual(group) for group in pictures]
        if seen:
            rows = torch.cat([cells.flatten(0, 1) for cells in seen])
            flat = embeddings.flatten(0, 1).index_copy(0, slots, rows.to(embeddings.dtype))
            embeddings = flat.view_as(embeddings)
        last, tapped = language(embeddings, positions, mask, TAP)
        return last, tapped, seen

    def logits(self, hidden):
        return F.linear(hidden, self.model.language_model.embed_tokens.weight)

    def cell_loss(self, seen, targets):
        """`targets` i8 [cells, heads], -1 where nothing is asked."""
        return heads_loss(self.cells(seen), targets, HEADS)

    def axes_loss(self, tapped, targets):
        return heads_loss(self.axes(tapped), targets, AXES)


def heads_loss(scores, targets, sizes):
    parts = scores.float().split(list(sizes.values()), -1)
    targets = targets.long()
    losses = {name: F.cross_entropy(part, targets[:, index], ignore_index=-1)
              for index, (name, part) in enumerate(zip(sizes, parts))}
    hits = {name: (part.argmax(-1) == targets[:, index])[targets[:, index] >= 0].float().mean()
            for index, (name, part) in enumerate(zip(sizes, parts))}
    return sum(losses.values()), hits


def start(module):
    """Initial weights: linear maps that keep the variance, small embeddings."""
    if isinstance(module, nn.Linear):
        nn.init.normal_(module.weight, std=0.6 / module.in_features ** 0.5)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
    elif isinstance(module, nn.Embedding):
        nn.init.normal_(module.weight, std=0.04)
        with torch.no_grad():
            module.weight[PAD].zero_()
    elif isinstance(module, nn.Conv3d):
        nn.init.normal_(module.weight, std=0.5 / module.weight[0].numel() ** 0.5)
