"""Trains the demo model. Kill it whenever you like: run it again and it goes on.

    python Tools/demo-model/train.py --out .build/demo-model
"""

import argparse
import os
import signal
import time
from pathlib import Path

import torch

import plan
from check import check, pixels, told
from feed import Feed
from model.optimiser import Optimiser
from model.zebra import Zebra

SAVE_EVERY, SAY_EVERY, CHECK_EVERY = 180, 20, 600


class Trainer:
    def __init__(self, out, seed, device):
        torch.manual_seed(seed)
        self.out, self.seed, self.device = out, seed, device
        self.model = Zebra().to(device)
        self.optimiser = Optimiser(self.model, {name for name, _ in self.model.named_parameters()})
        self.model.to(torch.bfloat16)
        self.stage, self.step, self.spent, self.saved = 0, 0, 0.0, time.time()
        self.checked, self.stopping = time.time(), False

    @property
    def file(self):
        return self.out / "checkpoint.pt"

    def save(self, file=None):
        file = file or self.file
        state = dict(optimiser=self.optimiser.state(), stage=self.stage, step=self.step, spent=self.spent, seed=self.seed)
        torch.save(state, file.with_suffix(".new"))
        os.replace(file.with_suffix(".new"), file)
        self.saved = time.time()

    def resume(self):
        state = torch.load(self.file, map_location=self.device, weights_only=True)
        self.optimiser.load(state["optimiser"])
        self.stage, self.step, self.spent = state["stage"], state["step"], state["spent"]

    def run(self):
        while self.stage < len(plan.STAGES) and not self.stopping:
            self.run_stage(plan.STAGES[self.stage])
            if not self.stopping:
                if plan.STAGES[self.stage].name != "vision":
                    self.check(plan.STAGES[self.stage])
                self.save(self.out / f"after-{plan.STAGES[self.stage].name}.pt")
                self.stage, self.step = self.stage + 1, 0
            self.save()

    def check(self, stage):
        """Judges the average of the weights, which is what is exported."""
        self.optimiser.publish(averaged=True)
        print(told(check(self.model, stage.name, self.device)), flush=True)
        self.optimiser.publish()
        self.checked = time.time()

    def run_stage(self, stage):
        feed, report = Feed(stage.name, self.seed, self.step, stage.steps), Report(self, stage)
        for batch in feed:
            began = time.time()
            loss, figures = losses(self.model, batch, self.device)
            loss.backward()
            self.optimiser.step(stage.rate_at(self.step))
            self.step += 1
            self.spent += time.time() - began
            report.add(figures)
            if time.time() - self.saved > SAVE_EVERY:
                self.save()
            if stage.name != "vision" and time.time() - self.checked > CHECK_EVERY:
                self.check(stage)
            if self.stopping:
                break
        feed.close()


class Report:
    """A line every 20 seconds: where training stands and how long it will take."""

    def __init__(self, trainer, stage):
        self.trainer, self.stage, self.sums, self.count = trainer, stage, {}, 0
        self.said, self.first, self.began = time.time(), trainer.step, time.time()

    def add(self, figures):
        self.count += 1
        for name, value in figures.items():
            total, times = self.sums.get(name, (0.0, 0))
            self.sums[name] = (total + float(value), times + 1)
        if time.time() - self.said >= SAY_EVERY or self.trainer.step == self.stage.steps:
            self.say()

    def say(self):
        rate = (self.trainer.step - self.first) / (time.time() - self.began)
        left = (self.stage.steps - self.trainer.step) / rate / 60
        parts = " ".join(f"{name} {total / times:.3f}" for name, (total, times) in self.sums.items())
        print(f"{self.stage.name} {self.trainer.step}/{self.stage.steps} | {parts} | {rate:.2f} steps/s, "
              f"{self.trainer.spent / 60:.1f} min spent, {left:.0f} min left in this stage", flush=True)
        self.said, self.sums = time.time(), {}


def losses(model, batch, device):
    """The loss of a batch, and figures for the report."""
    groups = pixels(batch, device)
    if "tokens" not in batch:
        seen = torch.cat([model.model.visual(group).flatten(0, 1) for group in groups])
        loss, hits = model.cell_loss(seen, torch.from_numpy(batch["cells"]).to(device))
        return loss, {"loss": loss.detach(), **hits}
    from model.answers import answer_losses
    return answer_losses(model, batch, groups, device)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="folder of checkpoints")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1, help="more than one seldom helps on a CPU")
    parser.add_argument("--compile", action="store_true", help="compile the language model's layers, a third faster; needs a C++ compiler")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    trainer = Trainer(options.out, options.seed, "cuda" if torch.cuda.is_available() else "cpu")
    if options.compile:
        for layer in trainer.model.model.language_model.layers:
            layer.compile(dynamic=False)
    if trainer.file.exists():
        trainer.resume()
        print(f"Goes on at step {trainer.step} of stage {trainer.stage + 1} of {len(plan.STAGES)}.", flush=True)
    stop = lambda *_: setattr(trainer, "stopping", True)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    trainer.run()


if __name__ == "__main__":
    main()
