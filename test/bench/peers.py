"""What bench.ts measures, done by PyTorch: one JSON object on standard output."""
import json, time
from multiprocessing import Pool
import torch
from torch import nn
from torch.optim import lr_scheduler as schedulers

FEATURES, ROWS, HELD_OUT, EPOCHS, BATCH = 10, 410, 102, 50, 32
MAKE = [
    lambda o: schedulers.StepLR(o, 10),
    lambda o: schedulers.ExponentialLR(o, 0.95),
    lambda o: schedulers.CosineAnnealingLR(o, EPOCHS),
    lambda o: schedulers.ReduceLROnPlateau(o, patience=5),
]


def w1(steps=8000):
    torch.manual_seed(0)
    x, y = torch.randn(steps, FEATURES), torch.randn(steps, 1)
    model, loss = nn.Linear(FEATURES, 1), nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    scheduler = schedulers.StepLR(optimizer, 30, 0.9)
    started = time.perf_counter()
    for i in torch.randperm(steps):
        optimizer.zero_grad()
        loss(model(x[i : i + 1]), y[i : i + 1]).backward()
        optimizer.step()
    scheduler.step()
    return steps / (time.perf_counter() - started)


def run(index):
    torch.set_num_threads(1)
    torch.manual_seed(index)
    x, y = torch.randn(ROWS + HELD_OUT, FEATURES), torch.randn(ROWS + HELD_OUT, 1)
    model, loss = nn.Linear(FEATURES, 1), nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    scheduler = MAKE[index % 4](optimizer)
    for _ in range(EPOCHS):
        for batch in torch.randperm(ROWS).split(BATCH):
            optimizer.zero_grad()
            loss(model(x[batch]), y[batch]).backward()
            optimizer.step()
        with torch.no_grad():
            held_out = loss(model(x[ROWS:]), y[ROWS:]).item()
        scheduler.step(held_out) if index % 4 == 3 else scheduler.step()


def s1(runs=40):
    with Pool(2) as pool:
        pool.map(run, range(4))
        started = time.perf_counter()
        pool.map(run, range(runs), chunksize=4)
        return (time.perf_counter() - started) * 1000 / runs


def nested(o):
    """What PyTorch can start: the chain comes first."""
    warm_up = lambda: schedulers.LinearLR(o, total_iters=1000)
    inner = schedulers.SequentialLR(o, [warm_up(), schedulers.ExponentialLR(o, 0.9999)], [1000])
    chain = schedulers.ChainedScheduler([inner, schedulers.ConstantLR(o, 0.5, 2000)])
    return schedulers.SequentialLR(o, [chain, warm_up()], [10**9])


TICKS = {
    "StepLR": lambda o: schedulers.StepLR(o, 1000, 0.99),
    "CosineAnnealingWarmRestarts": lambda o: schedulers.CosineAnnealingWarmRestarts(o, 5000),
    "Sequential of Chained of Sequential": nested,
}


def tick(make, ticks=20000):
    """Nanoseconds of a scheduler's step(), of an optimizer whose own is not counted."""
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.1)
    scheduler = make(optimizer)
    optimizer.step()
    started = time.perf_counter()
    for _ in range(ticks):
        scheduler.step()
    return (time.perf_counter() - started) * 1e9 / ticks


if __name__ == "__main__":
    torch.set_num_threads(1)
    w1(500)
    print(json.dumps({"version": torch.__version__, "w1": w1(), "s1": s1(), "ticks": {kind: tick(make) for kind, make in TICKS.items()}}))
