"""Rates of random compositions of PyTorch's schedulers, three deep at most: compositions.json.gz.

Without the file, the definitions are drawn anew: 5000 of them, always the same. A case holds sums instead of rates,
each rate weighed by its tick and group, so that no two mistakes are likely to cancel out.
"""
import random

import torch

from .cases import each
from .schedules import trace

STEPS = 12
OPTIMIZER = {"type": "SGD", "params": {"momentum": 0.9}}
COUNT = 5000


def leaf(rng, groups):
    """A scheduler with parameters that PyTorch takes, whatever its window."""
    factor = lambda: rng.choice([0.1, 0.25, 0.5, 0.9, 1.0])
    ticks = lambda: rng.randint(1, 12)
    of_groups = lambda draw: [draw() for _ in range(groups)] if groups > 1 and rng.random() < 0.3 else draw()
    rate = lambda: rng.choice([0.01, 0.05, 0.2, 0.7, 1.5])
    table = lambda: {"values": [rng.choice([0.3, 0.5, 0.8, 1.0, 1.25]) for _ in range(STEPS + 4)]}
    cycle = lambda: {"cycle_momentum": rng.random() < 0.5}
    kinds = {
        "StepLR": lambda: {"step_size": ticks(), "gamma": factor()},
        "MultiStepLR": lambda: {"milestones": sorted(rng.randint(0, 10) for _ in range(3)), "gamma": factor()},
        "ConstantLR": lambda: {"factor": factor(), "total_iters": rng.randint(0, 8)},
        "LinearLR": lambda: {"start_factor": factor(), "end_factor": factor(), "total_iters": ticks()},
        "ExponentialLR": lambda: {"gamma": factor()},
        "PolynomialLR": lambda: {"total_iters": ticks(), "power": rng.choice([0.5, 1.0, 2.0])},
        "CosineAnnealingLR": lambda: {"T_max": ticks(), "eta_min": rng.choice([0.0, 0.01])},
        "CosineAnnealingWarmRestarts": lambda: {"T_0": ticks(), "T_mult": rng.choice([1, 2]), "eta_min": 0.01},
        "LambdaLR": lambda: {"lr_lambda": of_groups(table)},
        "MultiplicativeLR": lambda: {"lr_lambda": of_groups(table)},
        "SWALR": lambda: {
            "swa_lr": of_groups(rate),
            "anneal_epochs": rng.randint(0, 6),
            "anneal_strategy": rng.choice(["cos", "linear"]),
        },
        "CyclicLR": lambda: {
            "base_lr": of_groups(rate),
            "max_lr": of_groups(rate),
            "step_size_up": rng.randint(1, 4),
            "mode": rng.choice(["triangular", "triangular2"]),
            **cycle(),
        },
        "OneCycleLR": lambda: {
            "max_lr": of_groups(rate),
            "total_steps": rng.randint(3 * STEPS, 40),
            "pct_start": rng.choice([0.1, 0.3]),
            "three_phase": rng.random() < 0.3,
            "anneal_strategy": rng.choice(["cos", "linear"]),
            **cycle(),
        },
    }
    kind = rng.choice(sorted(kinds))
    return {"type": kind, **kinds[kind]()}


def composition(rng, depth, groups):
    """Of so many levels at most, this one included."""
    def child(index):
        # PyTorch starts a composition in the first place of a sequence only: mostly there.
        is_deeper = depth > 1 and rng.random() < (0.7 if index == 0 else 0.15)
        return composition(rng, depth - 1, groups) if is_deeper else leaf(rng, groups)

    inner = [child(index) for index in range(rng.randint(1, 3))]
    if rng.random() < 0.4:
        return {"type": "ChainedScheduler", "schedulers": inner}
    milestones = sorted(rng.randint(0, 10) for _ in inner[1:])
    return {"type": "SequentialLR", "schedulers": inner, "milestones": milestones}


def levels(spec):
    return 1 + max(map(levels, spec["schedulers"])) if "schedulers" in spec else 0


def has_sequence(spec):
    return spec["type"] == "SequentialLR" or any(map(has_sequence, spec.get("schedulers", [])))


def definitions():
    rng = random.Random(13)
    cases = []
    while len(cases) < COUNT:
        rates = rng.choice([[0.4], [0.4], [0.3, 2.0]])
        scheduler = composition(rng, rng.choice([1, 2, 3, 3]), len(rates))
        name = f"{levels(scheduler)}-{'sequence' if has_sequence(scheduler) else 'chain'}-{len(cases)}"
        cases.append({"id": name, "base_lr": rates, "scheduler": scheduler})
    return {"torch": "2.13.0", "steps": STEPS, "optimizer": OPTIMIZER, "cases": cases}


def weighed(table):
    """A sum of [ticks, groups] in which every place has a weight of its own."""
    return sum((1 + t / 7 + group / 3) * value for t, row in enumerate(table) for group, value in enumerate(row))


def record(case):
    new = {key: case[key] for key in ("id", "base_lr", "scheduler")}
    found, error = trace({**case, "steps": STEPS, "optimizer": OPTIMIZER})
    if error is not None:
        return {**new, "error": error["type"]}
    return {**new, "rates": weighed(found["lrs"]), "momenta": weighed(found["momentums"])}


def compositions(golden, cases):
    golden = golden or definitions()
    return {**golden, "torch": torch.__version__.split("+")[0], "cases": each(golden["cases"], cases, record)}
