"""The loss of packed talks: on the tokens of answers, with the auxiliary heads of pictures beside."""

import torch
from torch.nn import functional as F

from model.zebra import AXES

CELLS, AXIS = 0.15, 0.1  # weights of the auxiliary heads


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
        cells, hits = model.cell_loss(torch.cat([part.flatten(0, 1) for part in seen]), torch.from_numpy(batch["cells"]).to(device))
        axes, turns = model.axes_loss(tapped, torch.from_numpy(batch["axes"]).to(device))
        loss = loss + CELLS * cells + AXIS * axes
        figures |= {"kind": hits["kind"], "colour": hits["colour"], "pattern": hits["pattern"], **{name: turns[name] for name in AXES}}
    return loss, figures


def right_answers(logits, batch):
    """Whether every token of an answer is the most likely one, which is what greedy decoding would give."""
    hit = (logits.argmax(-1).cpu().numpy() == batch["want"])
    right = [True] * len(batch["abilities"])
    for answer, good in zip(batch["answer"], hit):
        right[answer] &= bool(good)
    return right
