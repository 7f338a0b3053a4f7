"""The loss of packed talks: on the tokens of answers, with the auxiliary heads of pictures beside."""

import functools

import torch
from torch.nn import functional as F

from model.zebra import AXES
from talk.tokens import tokenizer
from world.targets import HEADS, KINDS
from world.things import COLOURS, PATTERNS

CELLS, AXIS, WORDS = 0.1, 0.1, 0.3  # weights of the auxiliary losses


@functools.cache
def words():
    """The tokens that name what a cell shows, by head."""
    one = lambda word: tokenizer().encode(word, add_special_tokens=False).ids[0]
    kinds = [one(" background")] + [one(kind if kind.isdigit() else " " + kind) for kind in KINDS[1:]]
    return {"kind": kinds, "colour": [one(" " + name) for name in COLOURS], "pattern": [one(" " + name) for name in PATTERNS]}


def word_loss(model, seen, targets):
    """What the tower says of a cell should lie near the words for it: then naming it is copying, which text teaches.

    Without this the language model had not learned to name a single colour after 800 steps."""
    table, targets = model.model.language_model.embed_tokens.weight.detach(), targets.long()
    names = list(HEADS)
    return sum(F.cross_entropy((seen @ table[ids].T).float(), targets[:, names.index(name)], ignore_index=-1)
               for name, ids in words().items())


def mask_of(sample, segment, dtype):
    """A token sees earlier ones of its own talk: the shared beginning (segment 0) and its own segment."""
    length = sample.shape[1]
    same = sample[:, :, None] == sample[:, None, :]
    near = (segment[:, None, :] == 0) | (segment[:, :, None] == segment[:, None, :])
    past = torch.ones(length, length, dtype=torch.bool, device=sample.device).tril()
    return torch.zeros(same.shape, dtype=dtype, device=sample.device).masked_fill_(~(same & near & past), -30000.0)[:, None]


def forward(model, batch, groups, device):
    """Logits of the asked tokens, what is seen, and what the tapped layer holds of it."""
    put = lambda name: torch.from_numpy(batch[name]).to(device)
    mask = mask_of(put("sample"), put("segment"), next(model.parameters()).dtype)
    hidden, tapped, seen = model.hidden(put("tokens"), put("positions"), mask, groups, put("slots"))
    logits = model.logits(hidden.flatten(0, 1)[put("where")]).float()
    return logits, seen, tapped.flatten(0, 1)[put("slots")]


def answer_losses(model, batch, groups, device):
    logits, seen, tapped = forward(model, batch, groups, device)
    want = torch.from_numpy(batch["want"]).to(device)
    weights = torch.from_numpy(batch["weights"]).to(device)
    loss = (F.cross_entropy(logits, want, reduction="none") * weights).sum() / weights.sum()
    figures = {"answers": loss.detach(), "right": sum(right_answers(logits, batch)) / len(batch["abilities"])}
    if len(seen):
        seen, known = torch.cat([part.flatten(0, 1) for part in seen]), torch.from_numpy(batch["cells"]).to(device)
        cells, hits = model.cell_loss(seen, known)
        named = word_loss(model, seen, known)
        axes, turns = model.axes_loss(tapped, torch.from_numpy(batch["axes"]).to(device))
        loss = loss + CELLS * cells + AXIS * axes + WORDS * named
        figures |= {"words": named.detach(), "kind": hits["kind"], "colour": hits["colour"], "pattern": hits["pattern"], **{name: turns[name] for name in AXES}}
    return loss, figures


def right_answers(logits, batch):
    """Whether every token of an answer is the most likely one, which is what greedy decoding would give."""
    hit = (logits.argmax(-1).cpu().numpy() == batch["want"])
    right = [True] * len(batch["abilities"])
    for answer, good in zip(batch["answer"], hit):
        right[answer] &= bool(good)
    return right
