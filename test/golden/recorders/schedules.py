"""Rates (and momenta) of PyTorch's schedulers: schedules.json and schedule_errors.json."""
import copy
import warnings

import torch
from torch.optim import lr_scheduler
from torch.optim.swa_utils import SWALR

from .cases import each
from .text import exact, number

warnings.filterwarnings("ignore", category=UserWarning)


class Independent:
    """Several schedulers of one optimizer, stepped one after the other; no class of PyTorch."""

    def __init__(self, optimizer, schedulers):
        self.schedulers = [make(optimizer, spec) for spec in schedulers]

    def step(self, metric=None):
        for scheduler in self.schedulers:
            advance(scheduler, metric)


def table(function):
    """A function of the epoch, from its values."""
    values = function["values"]
    return lambda epoch: values[epoch]


def make(optimizer, spec):
    """The scheduler of a spec; those within a composition are made first, in order: their constructors set rates."""
    options = {key: value for key, value in spec.items() if key != "type"}
    kind = spec["type"]
    if kind == "Independent":
        return Independent(optimizer, options["schedulers"])
    if "lr_lambda" in options:
        given = options["lr_lambda"]
        options["lr_lambda"] = [table(each) for each in given] if isinstance(given, list) else table(given)
    if "scale_fn" in options:
        # A formula of ours, which is one of Python's.
        options["scale_fn"] = eval(f"lambda x: {options['scale_fn']}")
    if "schedulers" in options:
        inner = [make(optimizer, each) for each in options.pop("schedulers")]
        if kind == "ChainedScheduler":
            return lr_scheduler.ChainedScheduler(inner)
        return lr_scheduler.SequentialLR(optimizer, inner, **options)
    return (SWALR if kind == "SWALR" else getattr(lr_scheduler, kind))(optimizer, **options)


def advance(scheduler, metric=None, epoch=None):
    if isinstance(scheduler, Independent):
        scheduler.step(metric)
    elif isinstance(scheduler, lr_scheduler.ReduceLROnPlateau) and metric is not None:
        scheduler.step(metric)
    elif epoch is not None:
        scheduler.step(epoch)
    else:
        scheduler.step()


def optimizer_of(case):
    rates = case["base_lr"] if isinstance(case["base_lr"], list) else [case["base_lr"]]
    setting = case["optimizer"]
    groups = [{"params": [torch.nn.Parameter(torch.zeros(1))], "lr": rate} for rate in rates]
    return getattr(torch.optim, setting["type"])(groups, lr=rates[0], **copy.deepcopy(setting["params"]))


def momenta(optimizer):
    return [group["betas"][0] if "betas" in group else group.get("momentum") for group in optimizer.param_groups]


def rates(optimizer):
    return [float(group["lr"]) for group in optimizer.param_groups]


def trace(case):
    """@returns the rates and momenta [steps + 1, groups], and the error that ended them, if any"""
    optimizer = optimizer_of(case)
    found = {"lrs": [], "momentums": []}
    try:
        scheduler = make(optimizer, case["scheduler"])
    except Exception as error:
        return found, {"when": "construct", **described(error)}
    keep(found, optimizer)
    for step in range(case["steps"]):
        optimizer.step()
        metric = number(case["metrics"][step]) if "metrics" in case else None
        try:
            advance(scheduler, metric, case["step_epochs"][step] if "step_epochs" in case else None)
        except Exception as error:
            return found, {"when": "step", "step": step + 1, **described(error)}
        keep(found, optimizer)
    return found, None


def keep(found, optimizer):
    found["lrs"].append(rates(optimizer))
    found["momentums"].append(momenta(optimizer))


def described(error):
    return {"type": type(error).__name__, "message": str(error)}


def record_schedule(case):
    found, error = trace(case)
    if error is not None:
        raise RuntimeError(f"{error['type']}: {error['message']}")
    momentum = {"momentums": exact(found["momentums"])} if "momentums" in case else {}
    return {**case, "lrs": exact(found["lrs"]), **momentum}


def record_schedule_error(case):
    found, error = trace(case)
    new = {**case, "error": error}
    if "lrs" in case:
        new["lrs"] = exact(found["lrs"])
    if "lrs_before" in case:
        new["lrs_before"] = exact(found["lrs"])
    return new


def schedules(golden, cases):
    return each(golden, cases, record_schedule)


def schedule_errors(golden, cases):
    return each(golden, cases, record_schedule_error)
