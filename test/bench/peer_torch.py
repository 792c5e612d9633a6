"""W1 to W6, S1 and the schedulers' ticks by PyTorch: one thread, no logging, rows gathered by index as lrsweep does."""
import os, time
from multiprocessing import Pool
import torch
import torch.nn.functional as F
from torch import nn
from torch.optim import lr_scheduler as schedulers
from peer import per_second, serve


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads, self.take, self.give = heads, nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x):
        rows, context, width = x.shape
        q, k, v = self.take(x).view(rows, context, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        seen = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.give(seen.transpose(1, 2).reshape(rows, context, width))


class Residual(nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)


def block():
    feed = Residual(nn.LayerNorm(64), nn.Linear(64, 256), nn.GELU(), nn.Linear(256, 64))
    return [Residual(nn.LayerNorm(64), Attention(64, 4)), feed]


def normalised(features):
    return [nn.Linear(features, 128), nn.BatchNorm1d(128), nn.ReLU(), nn.Dropout(0.2)]


def convolutions():
    first = [nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2)]
    return [*first, nn.Conv2d(8, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(400, 10)]


MODELS = {
    "W1": lambda: [nn.Linear(10, 1)],
    "W2": lambda: [nn.Linear(10, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1)],
    "W3": lambda: [nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10)],
    "W4": convolutions,
    "W5": lambda: [nn.Embedding(64, 64), *block(), *block(), nn.LayerNorm(64), nn.Linear(64, 64)],
    "W6": lambda: [*normalised(64), *normalised(128), nn.Linear(128, 10)],
}


def sgd(momentum):
    return lambda parameters, fused: torch.optim.SGD(parameters, lr=0.01, momentum=momentum, fused=fused)


def adam(parameters, fused):
    return torch.optim.Adam(parameters, lr=0.001, fused=fused)


OPTIMIZERS = {"W1": sgd(0), "W2": adam, "W3": sgd(0.9), "W4": sgd(0.9), "W5": adam, "W6": adam}


def data_of(workload, rows):
    """Random rows, and the loss they are for."""
    numbers, classes = torch.randn, lambda *shape: torch.randint(10, shape)
    if workload in ("W1", "W2"):
        return numbers(rows, 10), numbers(rows, 1), F.mse_loss
    if workload == "W3":
        return numbers(rows, 784), classes(rows), F.cross_entropy
    if workload == "W4":
        return numbers(rows, 1, 28, 28), classes(rows), F.cross_entropy
    if workload == "W5":
        characters = lambda: torch.randint(64, (rows, 64))
        return characters(), characters(), lambda out, y: F.cross_entropy(out.flatten(0, 1), y.flatten())
    return numbers(rows, 64), classes(rows), F.cross_entropy


def training(workload, fused):
    def measure(request):
        torch.manual_seed(0)
        rows, batch = request.rows, request.batch
        x, y, loss = data_of(workload, rows)
        started = time.perf_counter()
        model = nn.Sequential(*MODELS[workload]())
        optimizer = OPTIMIZERS[workload](model.parameters(), fused)

        def step(chosen):
            optimizer.zero_grad()
            loss(model(x[chosen]), y[chosen]).backward()
            optimizer.step()

        batches = torch.randperm(rows).split(batch)
        step(batches[0])
        first_step = (time.perf_counter() - started) * 1000
        following = (chosen for _ in range(10**6) for chosen in torch.randperm(rows).split(batch))
        for _ in range(20):
            step(next(following))
        steps = per_second(lambda: step(next(following)))
        figures = {workload: steps if request.unit == "steps" else steps * batch}
        return figures if workload == "W1" else {**figures, f"{workload} first step": first_step}

    return measure


ROWS, HELD_OUT, EPOCHS, BATCH = 410, 102, 50, 32
MAKE = [
    lambda o: schedulers.StepLR(o, 10),
    lambda o: schedulers.ExponentialLR(o, 0.95),
    lambda o: schedulers.CosineAnnealingLR(o, EPOCHS),
    lambda o: schedulers.ReduceLROnPlateau(o, patience=5),
]


def run_of_s1(index):
    torch.set_num_threads(1)
    torch.manual_seed(index)
    x, y = torch.randn(ROWS + HELD_OUT, 10), torch.randn(ROWS + HELD_OUT, 1)
    model = nn.Linear(10, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    scheduler = MAKE[index % 4](optimizer)
    for _ in range(EPOCHS):
        for batch in torch.randperm(ROWS).split(BATCH):
            optimizer.zero_grad()
            F.mse_loss(model(x[batch]), y[batch]).backward()
            optimizer.step()
        with torch.no_grad():
            held_out = F.mse_loss(model(x[ROWS:]), y[ROWS:]).item()
        scheduler.step(held_out) if index % 4 == 3 else scheduler.step()


def s1(request, runs=40):
    """Seconds of 1000 runs, extrapolated from some of them: what a process for each core needs, start-up left out."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    with Pool(cores) as pool:
        pool.map(run_of_s1, range(2 * cores), chunksize=1)
        started = time.perf_counter()
        pool.map(run_of_s1, range(runs), chunksize=2)
        return {"S1": (time.perf_counter() - started) * 1000 / runs}


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


def ticks(request):
    """Nanoseconds of a scheduler's step(), of an optimizer whose own is not counted."""

    def tick(make):
        optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.1)
        scheduler = make(optimizer)
        optimizer.step()
        return 1e9 / per_second(scheduler.step, 0.2)

    return {f"tick {kind}": tick(make) for kind, make in TICKS.items()}


if __name__ == "__main__":
    torch.set_num_threads(1)
    plain = {workload: training(workload, False) for workload in MODELS}
    fused = {f"{workload} fused": training(workload, True) for workload in MODELS}
    serve("PyTorch", torch.__version__.split("+")[0], {**plain, **fused, "S1": s1, "ticks": ticks})
