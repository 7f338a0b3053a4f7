"""Muon for matrices, AdamW for the rest, with f32 master weights and an average of the weights for evaluation."""

import torch

MOMENTUM, BETAS, AVERAGE = 0.95, (0.9, 0.97), 0.998
# No singular value of a matrix can grow beyond the inverse of this. With hardly any decay the residuals grew a hundredfold, and
# attention was so sharp that it could not learn to look at pictures any more.
DECAY = 0.3


def orthogonal(updates):
    """Newton-Schulz on a stack of matrices [n, rows, columns]."""
    x = updates.bfloat16()
    tall = x.shape[1] > x.shape[2]
    x = x.mT if tall else x
    x = x / (x.float().norm(dim=(1, 2), keepdim=True).bfloat16() + 1e-7)
    for _ in range(5):
        square = x @ x.mT
        x = 3.4445 * x + (-4.7750 * square + 2.0315 * square @ square) @ x
    x = x.mT if tall else x
    return x.float() * max(1.0, updates.shape[1] / updates.shape[2]) ** 0.5


def is_matrix(name, weight):
    return weight.dim() >= 2 and "embed_tokens" not in name


class Optimiser:
    """State is kept by parameter name, so that stages can train parts of the model and hand over."""

    def __init__(self, model, names):
        self.live = {name: weight for name, weight in model.named_parameters() if name in names}
        self.master = {name: weight.detach().float().clone() for name, weight in self.live.items()}
        self.average = {name: weight.clone() for name, weight in self.master.items()}
        self.first = {name: torch.zeros_like(weight) for name, weight in self.master.items()}
        self.second = {name: torch.zeros_like(weight) for name, weight in self.master.items()
                       if not is_matrix(name, weight)}
        self.steps = 0

    def state(self):
        return {key: getattr(self, key) for key in ("master", "average", "first", "second", "steps")}

    def load(self, state):
        self.steps = state["steps"]
        for key in ("master", "average", "first", "second"):
            for name, value in state[key].items():
                if name in getattr(self, key):
                    getattr(self, key)[name].copy_(value)
        self.publish()

    @torch.no_grad()
    def publish(self, averaged=False):
        for name, weight in self.live.items():
            weight.copy_((self.average if averaged else self.master)[name])

    @torch.no_grad()
    def step(self, rate, clip=1.5):
        """`rate` is Muon's; AdamW's is a tenth of it."""
        self.steps += 1
        gradients = {name: weight.grad.float() for name, weight in self.live.items() if weight.grad is not None}
        size = torch.stack([gradient.norm() for gradient in gradients.values()]).norm()
        scale = min(1.0, clip / (float(size) + 1e-6))
        stacks = {}
        for name, gradient in gradients.items():
            gradient = gradient * scale
            first, weight = self.first[name], self.master[name]
            if name in self.second:
                self.adam(name, first, self.second[name], weight, gradient, rate * 0.1)
            else:
                first.mul_(MOMENTUM).add_(gradient)
                update = (gradient + MOMENTUM * first).flatten(1)
                stacks.setdefault(update.shape, []).append((weight, update))
        for members in stacks.values():
            for (weight, _), update in zip(members, orthogonal(torch.stack([update for _, update in members]))):
                weight.mul_(1 - rate * DECAY).sub_(update.view_as(weight), alpha=rate)
        keep = min(AVERAGE, 1 - 1 / (self.steps + 1))
        for name, weight in self.live.items():
            self.average[name].lerp_(self.master[name], 1 - keep)
            weight.copy_(self.master[name])
            weight.grad = None
        return float(size)

    def adam(self, name, first, second, weight, gradient, rate):
        first.lerp_(gradient, 1 - BETAS[0])
        second.lerp_(gradient.square(), 1 - BETAS[1])
        one, two = 1 - BETAS[0] ** self.steps, 1 - BETAS[1] ** self.steps
        weight.sub_((first / one) / ((second / two).sqrt() + 1e-8), alpha=rate)
