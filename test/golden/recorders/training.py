"""Whole trainings: training.json, training2.json and averaging.json."""
import torch
from torch.optim.swa_utils import SWALR, AveragedModel, update_bn

from . import schedules
from .cases import each
from .models import Loss, model_of
from .optimizers import default_dtype, full_precision, options_of
from .text import exact, short


def optimizers_of(setting, model):
    """The optimizers, and the param groups of all of them, in order."""
    parameters = dict(model.named_parameters())
    if setting["type"] == "groups":
        made = [
            getattr(torch.optim, each["type"])([parameters[key] for key in each["keys"]], lr=each["lr"], **options_of(each))
            for each in setting["groups"]
        ]
    else:
        groups = [
            {**{key: tuple(v) if isinstance(v, list) else v for key, v in own.items() if key != "keys"},
             "params": [parameters[key] for key in own["keys"]]}
            for own in setting.get("groups", [])
        ]
        kind = getattr(torch.optim, setting["type"])
        made = [kind(groups or list(model.parameters()), lr=setting["lr"], **options_of(setting))]
    return made, [group for optimizer in made for group in optimizer.param_groups]


def average_of(model, averaging):
    buffers = averaging.get("use_buffers", False)
    if averaging["type"] == "swa":
        return AveragedModel(model, use_buffers=buffers)
    from torch.optim.swa_utils import get_ema_multi_avg_fn

    return AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(averaging["decay"]), use_buffers=buffers)


def norm_of(parameters, kind):
    """Of all gradients together."""
    grads = [p.grad for p in parameters if p.grad is not None]
    norms = torch.stack([torch.linalg.vector_norm(grad, kind) for grad in grads])
    return torch.linalg.vector_norm(norms, kind).item()


def clip(parameters, how):
    if how is None:
        return
    if how["type"] == "value":
        torch.nn.utils.clip_grad_value_(parameters, how["clip_value"])
    else:
        torch.nn.utils.clip_grad_norm_(parameters, how["max_norm"], norm_type=float(how["norm_type"]))


class Training:
    def __init__(self, case):
        self.case = case
        self.loss = Loss(case)
        self.model = model_of(case)
        self.optimizers, self.groups = optimizers_of(case["optimizer"], self.model)
        scheduler = case["scheduler"]
        self.interval = scheduler and scheduler["interval"]
        spec = scheduler and scheduler["spec"]
        self.schedulers = [schedules.make(optimizer, spec) for optimizer in self.optimizers] if spec else []
        self.averaging = case.get("averaging")
        self.average = average_of(self.model, self.averaging) if self.averaging else None
        swalr = (self.averaging or {}).get("swalr")
        self.swalr = [SWALR(optimizer, **swalr) for optimizer in self.optimizers] if swalr else None
        dtype = torch.long if case.get("x_dtype") == "int" else torch.get_default_dtype()
        self.rows = {
            part: (torch.tensor(case[part]["x"], dtype=dtype), self.loss.targets(case[part]["y"])) for part in ("train", "val")
        }

    def rates(self):
        return [group["lr"] for group in self.groups]

    def train_batch(self, rows):
        x, y = (values[rows] for values in self.rows["train"])
        for optimizer in self.optimizers:
            optimizer.zero_grad()
        output = self.model(x)
        loss = self.loss(output, y)
        loss.backward()
        parameters = list(self.model.parameters())
        norm = norm_of(parameters, 2)
        clip(parameters, self.case["clip"])
        for optimizer in self.optimizers:
            optimizer.step()
        right = self.loss.right(output.detach(), y) if self.loss.accuracy else (0, 0)
        return loss.item(), norm, right

    def evaluate(self, model):
        x, y = self.rows["val"]
        mode = model.training
        model.eval()
        with torch.no_grad():
            output = model(x)
            found = self.loss(output, y).item(), self.loss.right(output, y) if self.loss.accuracy else (0, 0)
        model.train(mode)
        return found

    def begin_epoch(self):
        self.model.train()
        for key in self.case.get("eval_layers", []):
            self.model.get_submodule(key).eval()

    def epoch(self, index, batches):
        self.begin_epoch()
        figures = {"lr": float(self.rates()[0])}
        per_batch = {"batch_lrs": [], "batch_momentums": []}
        losses, norms, right, counted, seen = [], [], 0, 0, 0
        for rows in batches:
            per_batch["batch_lrs"].append(self.rates())
            per_batch["batch_momentums"].append([g["betas"][0] if "betas" in g else g.get("momentum") for g in self.groups])
            loss, norm, (hits, of) = self.train_batch(rows)
            losses.append(loss)
            norms.append(norm)
            right, counted, seen = right + hits, counted + of, seen + len(rows)
            if self.averaging and self.averaging.get("interval") == "batch":
                self.average.update_parameters(self.model)
            if self.interval == "batch":
                for scheduler in self.schedulers:
                    scheduler.step()
        figures["train_loss"] = sum(l * len(rows) for l, rows in zip(losses, batches)) / seen
        figures |= {"batch_losses": losses, "grad_norms": norms}
        self.update_average(index, batches)
        has_average = self.average is not None and self.average.n_averaged > 0
        raw, hits = self.evaluate(self.model)
        figures["val_loss_raw"] = raw
        if has_average:
            raw, hits = self.evaluate(self.average.module)
        figures["val_loss"] = raw
        figures["n_averaged"] = int(self.average.n_averaged) if self.average is not None else 0
        if self.loss.accuracy:
            figures |= {"train_acc": right / counted, "val_acc": hits[0] / hits[1]}
        figures["lrs"] = per_batch["batch_lrs"][0]
        figures["batch_lrs"] = per_batch["batch_lrs"]
        figures["batch_momentums"] = per_batch["batch_momentums"]
        self.step_schedulers(index, figures)
        return figures

    def update_average(self, index, batches):
        averaging = self.averaging
        if averaging is None:
            return
        if averaging.get("interval") == "epoch" or (averaging["type"] == "swa" and index >= averaging["start"]):
            self.average.update_parameters(self.model)
        if averaging.get("update_bn") and index == len(self.case["batches"]) - 1:
            update_bn([self.rows["train"][0][rows] for rows in batches], self.average)

    def step_schedulers(self, index, figures):
        if self.swalr and index >= self.averaging["start"]:
            for scheduler in self.swalr:
                scheduler.step()
        elif self.interval == "epoch":
            monitor = self.case["scheduler"]["monitor"]
            for scheduler in self.schedulers:
                schedules.advance(scheduler, figures[monitor] if monitor else None)


def train(case, dtype):
    """@returns all that may stand in the file"""
    with default_dtype(dtype):
        training = Training(case)
        epochs = [training.epoch(index, batches) for index, batches in enumerate(case["batches"])]
        found = {"epochs": epochs, "final": state(training.model), "final_lr": float(training.rates()[0])}
        found["final_lrs"] = [float(rate) for rate in training.rates()]
        if training.average is not None:
            found["final_avg"] = state(training.average.module)
        return found


def state(model):
    return {key: value.tolist() for key, value in model.state_dict().items()}


def like(found, model):
    """Of what was found, what the file has; one group's figures are not lists."""
    if isinstance(model, dict):
        missing = [key for key in model if key not in found]
        if missing:
            raise RuntimeError(f"nothing is found for {missing}")
        return {key: like(found[key], value) for key, value in model.items()}
    if isinstance(model, list) and isinstance(found, list):
        return [like(f, m) for f, m in zip(found, model)] + found[len(model):]
    if isinstance(found, list) and len(found) == 1:
        return found[0]
    return found


def record_case(case):
    new = dict(case)
    with full_precision():
        for name, dtype in (("float32", torch.float32), ("float64", torch.float64)):
            if name in case:
                new[name] = (short if name == "float32" else exact)(like(train(case, dtype), case[name]))
    if "muon_bf16" in case:
        new["muon_bf16"] = short(like(train(case, torch.float32), case["muon_bf16"]))
    return new


def trainings(golden, cases):
    return each(golden, cases, record_case)
