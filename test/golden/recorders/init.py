"""What torch.nn.init draws, and what layers start with: init.json. Moments, as no two generators draw the same numbers."""
import math

import torch
from torch import nn

from .cases import each
from .models import layer

LEAST = 200_000
SEED = 0


def measured(draw, shape, is_kept=None):
    """Moments and bounds over many tensors of that shape. @param draw fills the tensor it is given"""
    count = math.ceil(LEAST / math.prod(shape))
    values = torch.stack([draw(torch.empty(shape)).detach().double() for _ in range(count)])
    if is_kept is not None:
        values = values[:, is_kept]
    flat = values.flatten()
    return {
        "n": flat.numel(),
        "mean": flat.mean().item(),
        "std": flat.std(unbiased=False).item(),
        "min": flat.min().item(),
        "max": flat.max().item(),
    }


def deviation(case):
    """How far Q Q^T (or Q^T Q) is from a multiple of the identity."""
    tensor = torch.empty(case["shape"], dtype=torch.float64)
    nn.init.orthogonal_(tensor, **case["args"])
    q = tensor.flatten(1)
    product = q @ q.T if case["expect"]["identity"] == "Q Q^T" else q.T @ q
    return {"max_deviation_float64": (product - case["expect"]["scale"] * torch.eye(len(product))).abs().max().item()}


def function_measured(case):
    if case["expect"]["distribution"] == "orthogonal":
        return deviation(case)
    function = getattr(nn.init, f"{case['fn']}_")
    return measured(lambda tensor: function(tensor, **case["args"]), case["shape"])


def layer_measured(case, name, own):
    zero = own["expect"].get("zero_row")
    rows = None if zero is None else [row for row in range(own["shape"][0]) if row != zero]
    options = {key: value for key, value in case["layer"].items()}

    def draw(_tensor):
        tensor = dict(layer(**options).named_parameters())[name]
        assert list(tensor.shape) == own["shape"]
        if zero is not None:
            assert (tensor[zero] == 0).all()
        return tensor

    return measured(draw, own["shape"], rows)


def record_case(case):
    torch.manual_seed(SEED)
    if case["kind"] == "function":
        return {**case, "measured": function_measured(case)}
    params = {}
    for name, own in case["params"].items():
        params[name] = {**own, "measured": layer_measured(case, name, own)}
    return {**case, "params": params}


def fits(expect, found):
    """Whether moments and bounds are those of a distribution; @returns what is not."""
    if expect["distribution"] == "orthogonal":
        return [] if found["max_deviation_float64"] < 1e-12 else ["deviation"]
    if expect["distribution"] == "constant":
        return [] if found["min"] == found["max"] == expect["value"] else ["value"]
    n, std = found["n"], expect["std"]
    wrong = []
    if abs(found["mean"] - expect["mean"]) > 5 * std / math.sqrt(n):
        wrong.append("mean")
    if abs(found["std"] / std - 1) > 5 * math.sqrt((expect["kurtosis"] - 1) / (4 * n)):
        wrong.append("std")
    slack = 1 + 1e-6
    if "low" in expect and (found["min"] < expect["low"] * slack or found["max"] > expect["high"] * slack):
        wrong.append("bounds")
    return wrong


def initial_values(golden, cases):
    return each(golden, cases, record_case)


def misfits(golden, cases):
    """What is measured is held against what is expected, not against what was measured another time."""
    wrong = []
    for case in golden:
        if not cases(case["id"]):
            continue
        if "raises" in case:
            wrong.append(f"{case['id']}: raises {case['raises']}")
            continue
        of = [("", case)] if case["kind"] == "function" else list(case["params"].items())
        for name, own in of:
            wrong += [f"{case['id']} {name}: {what}" for what in fits(own["expect"], own["measured"])]
    return wrong
