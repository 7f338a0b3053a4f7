"""The curriculum: what is trained in which order, how long and how fast."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    name: str
    steps: int
    rate: float  # of Muon
    decay: float = 0.5  # the share of steps in which the rate falls
    last: float = 0.05  # of the rate, at the end
    warm: int = 60

    def rate_at(self, step):
        warm = min(1.0, (step + 1) / self.warm)
        done = max(0.0, step / self.steps - (1 - self.decay)) / self.decay
        return self.rate * warm * (self.last + (1 - self.last) * (0.5 + 0.5 * math.cos(math.pi * done)))


STAGES = [
    Stage("vision", 1000, 0.02, last=0.3),
    Stage("text", 900, 0.01, last=0.5),
    Stage("joint", 12000, 0.006, decay=0.6, last=0.02, warm=100),
]
