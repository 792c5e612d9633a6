"""Trains runs for lrsweep with PyTorch, one after the other in one process.

lrsweep starts it. It reads a line of JSON for each run from its standard input, and answers with lines of JSON on
descriptor 3: the figures of every epoch as it ends, and what became of the run. A run is a script that lrsweep writes, with
the paths of the arrays that it reads.
"""
import collections
import json
import os
import sys
import time
import traceback

try:
    os.fstat(3)
    OUT = 3
except OSError:
    OUT = 1
PREFIX = f"\n@lrsweep:{os.environ['LRSWEEP_RUN']} "


def say(**line):
    data = f"{PREFIX}{json.dumps(line)}\n".encode()
    while data:
        data = data[os.write(OUT, data) :]


class Kept:
    """The last values that were made, by what they were made of."""

    def __init__(self, make, most):
        self.make, self.most, self.values = make, most, collections.OrderedDict()

    def __call__(self, key):
        if key not in self.values:
            while len(self.values) >= self.most:
                self.values.popitem(last=False)
            self.values[key] = self.make(key)
        self.values.move_to_end(key)
        return self.values[key]


class Run:
    """What a script sees as `lrsweep`."""

    def __init__(self, task, device, tensors):
        self.device, self.nudge, self.epochs = device, task["nudge"], task["epochs"]
        self.arrays = {name: value for path in task["arrays"] for name, value in tensors(path).items()}
        self.weights = tensors(task["weights"])
        self.stops, self.seconds, self.begun = task["stops"], task["seconds"], time.monotonic()
        self.explodes_above, self.first = task["explodes_above"], None

    def report(self, row, is_finite, untrained_loss):
        """Tells an epoch's figures. Returns whether to go on."""
        epoch = row.pop("epoch")
        has_diverged = not is_finite or self.has_exploded(row["train_loss"], untrained_loss)
        say(epoch=epoch - 1, metrics=row, diverged=bool(has_diverged))
        if has_diverged and self.stops:
            return False
        return self.seconds is None or time.monotonic() - self.begun <= self.seconds


    def has_exploded(self, loss, untrained_loss):
        """Whether a loss is far above the larger of the first epoch's and the untrained model's."""
        if self.explodes_above is None:
            return False
        if self.first is None:
            self.first = loss
            return False
        # Few runs come to the second comparison, which costs a pass over the rows.
        above = self.explodes_above
        return loss > above * self.first and loss > above * max(self.first, untrained_loss()) > 0


def main():
    import gc
    import numpy
    import torch
    from torch.optim import lr_scheduler

    # Its name before PyTorch 2.0.
    lr_scheduler.LRScheduler = getattr(lr_scheduler, "LRScheduler", lr_scheduler._LRScheduler)

    device = os.environ["LRSWEEP_TORCH_DEVICE"]
    if device == "cpu":
        # More threads give other sums, and a run's figures must not depend on what else is trained.
        torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS") or 1))
    else:
        torch.set_default_device(device)

    def load(path):
        with numpy.load(path) as arrays:
            tensors = {name: torch.from_numpy(arrays[name]).to(device) for name in arrays}
        # Indices of rows.
        return {name: value.long() if value.dtype == torch.int32 else value for name, value in tensors.items()}

    tensors = Kept(load, 16)
    programs = Kept(lambda text: compile(text, "run.py", "exec"), 64)
    # The first optimizer imports much of PyTorch, which is no part of any run's time.
    torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1).step()
    gc.collect()
    gc.freeze()
    say(start=0)
    for line in sys.stdin:
        task = json.loads(line)
        try:
            run = Run(task, device, tensors)
            exec(programs(task["script"]), {"__name__": "__main__", "lrsweep": run})
        except Exception as error:
            traceback.print_exc()
            say(error=f"{type(error).__name__}: {error}")
        else:
            say(final={})


main()
