"""A quick look at what the model can do while it is trained: exact answers by ability, for trained and held-out phrasings.

All tokens of an answer are judged in one pass after the right ones before them, which gives what greedy decoding would give."""

import random

import torch

BATCHES = 12


def pixels(batch, device):
    return [torch.from_numpy(group).to(device).expand(-1, 2, -1, -1, -1) if group.shape[1] == 1
            else torch.from_numpy(group).to(device) for group in batch["groups"]]


@torch.no_grad()
def check(model, stage, device, batches=BATCHES):
    """{ability: {held: (right, asked)}} on scenes of seeds that training does not use."""
    from model.answers import forward, right_answers
    from talk.pack import talk_batch
    table = {}
    for held in (False, True):
        for index in range(batches):
            batch = talk_batch(random.Random(f"check/{held}/{index}"), stage, held)
            logits, _, _ = forward(model, batch, pixels(batch, device), device)
            for (ability, _), right in zip(batch["abilities"], right_answers(logits, batch)):
                good, asked = table.setdefault(ability, {False: (0, 0), True: (0, 0)})[held]
                table[ability][held] = (good + right, asked + 1)
    return table


def told(table):
    """The table in a few lines: ability trained/held-out in percent."""
    percent = lambda pair: f"{100 * pair[0] / pair[1]:.0f}" if pair[1] else "-"
    total = {held: tuple(map(sum, zip(*(row[held] for row in table.values())))) for held in (False, True)}
    parts = [f"{ability} {percent(row[False])}/{percent(row[True])}" for ability, row in sorted(table.items())]
    return f"check: all {percent(total[False])}/{percent(total[True])} | " + ", ".join(parts)
