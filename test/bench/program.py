"""A program that trains nothing: what is left is what a sweep costs it. It measures what a step's rate costs."""
import time

import lrsweep

run = lrsweep.start(lr=0.1, asks=0, steps=0, epochs=1)
if run.steps > 0:
    import torch

    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=run.lr)
    scheduler = run.scheduler(optimizer)


def microseconds(call, count):
    """Of one of so many calls."""
    started = time.perf_counter()
    for number in range(count):
        call(number)
    return (time.perf_counter() - started) / count * 1e6


for epoch in run.epochs():
    figures = {}
    if run.asks > 0:
        figures["asked_us"] = microseconds(run.rate, run.asks)
    if run.steps > 0:
        figures["step_us"] = microseconds(lambda _: scheduler.step(), run.steps)
    run.log(train_loss=0.0, **figures)
