"""Writes averaging.json: runs whose average of the model has BatchNorm in it, as cases of training2.json.

Made with torch 2.13.0+cpu. Usage: python3 test/golden/averaging.py > test/golden/averaging.json
Averages are torch.optim.swa_utils.AveragedModel's, and update_bn is its own: over the last epoch's batches, after the
last update of the average and before the last evaluation.
"""
import json, sys
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn, update_bn

torch.set_num_threads(1)


class Residual(nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)


LAYERS = {
    "Linear": nn.Linear, "Conv2d": nn.Conv2d, "BatchNorm1d": nn.BatchNorm1d, "BatchNorm2d": nn.BatchNorm2d,
    "ReLU": nn.ReLU, "Tanh": nn.Tanh, "Flatten": nn.Flatten,
}


def build(layers):
    def layer(type, **options):
        if type == "Residual":
            return Residual(*[layer(**inner) for inner in options["layers"]])
        return LAYERS[type](**options)
    return nn.Sequential(*[layer(**options) for options in layers])


def linear(i, o, **more):
    return {"type": "Linear", "in_features": i, "out_features": o, **more}


def norm(features, dimensions=1, **more):
    return {"type": f"BatchNorm{dimensions}d", "num_features": features, **more}


# A bias before a norm has no gradient but noise, which Adam would make steps of: hence none.
PLAIN = [linear(4, 5, bias=False), norm(5), {"type": "ReLU"}, linear(5, 1)]
DEEP = [
    linear(4, 4, bias=False),
    {"type": "Residual", "layers": [linear(4, 4, bias=False), norm(4, momentum=None), {"type": "Tanh"}]},
    norm(4, affine=False),
    linear(4, 1),
]
IMAGES = [
    {"type": "Conv2d", "in_channels": 1, "out_channels": 2, "kernel_size": 2, "bias": False},
    norm(2, 2, momentum=0.3), {"type": "ReLU"}, {"type": "Flatten"}, linear(8, 1),
]
SGD = {"type": "SGD", "lr": 0.1, "params": {"momentum": 0.9}}
ADAM = {"type": "Adam", "lr": 0.02, "params": {}}
CASES = [
    ("swa_update_bn", PLAIN, SGD, {"type": "swa", "start": 2, "update_bn": True}),
    ("swa_copybuffers", PLAIN, SGD, {"type": "swa", "start": 1}),
    ("swa_avgbuffers", DEEP, SGD, {"type": "swa", "start": 1, "use_buffers": True}),
    ("swa_avgbuffers_update_bn", DEEP, ADAM, {"type": "swa", "start": 0, "use_buffers": True, "update_bn": True}),
    ("swa_not_begun_update_bn", PLAIN, SGD, {"type": "swa", "start": 9, "update_bn": True}),
    ("swa_frozen_update_bn", DEEP, ADAM, {"type": "swa", "start": 2, "update_bn": True}),
    ("ema_update_bn2d", IMAGES, ADAM, {"type": "ema", "decay": 0.8, "interval": "batch", "update_bn": True}),
    ("ema_epoch_avgbuffers2d", IMAGES, SGD, {"type": "ema", "decay": 0.4, "interval": "epoch", "use_buffers": True}),
    ("ema_slow_avgbuffers", PLAIN, SGD, {"type": "ema", "decay": 0.95, "interval": "batch", "use_buffers": True}),
]
FROZEN = {"swa_frozen_update_bn": ["2"]}
ROWS, HELD_OUT, BATCH, EPOCHS = 19, 6, 7, 5


def averaged(model, how):
    if how["type"] == "swa":
        return AveragedModel(model, use_buffers=how.get("use_buffers", False))
    return AveragedModel(
        model, multi_avg_fn=get_ema_multi_avg_fn(how["decay"]), use_buffers=how.get("use_buffers", False)
    )


def state(model):
    return {name: values.tolist() for name, values in model.state_dict().items()}


def run(name, layers, setting, how, seed):
    torch.manual_seed(seed)
    model = build(layers)
    frozen = FROZEN.get(name, [])
    shape = [1, 3, 3] if layers[0]["type"] == "Conv2d" else [4]

    def draw(rows):
        x = torch.randn(rows, *shape) * 2 + 1
        return x, torch.sin(x.flatten(1).sum(1, keepdim=True)) + 0.1 * torch.randn(rows, 1)

    (x, y), (held_x, held_y) = draw(ROWS), draw(HELD_OUT)
    init = state(model)
    optimizer = getattr(torch.optim, setting["type"])(model.parameters(), lr=setting["lr"], **setting["params"])
    average = averaged(model, how)
    loss_fn = nn.MSELoss()
    order = [torch.randperm(ROWS).split(BATCH) for _ in range(EPOCHS)]
    epochs = []
    for epoch, batches in enumerate(order):
        losses, norms = [], []
        model.train()
        for key in frozen:
            model.get_submodule(key).eval()
        for batch in batches:
            optimizer.zero_grad()
            loss = loss_fn(model(x[batch]), y[batch])
            loss.backward()
            norms.append(torch.nn.utils.get_total_norm([p.grad for p in model.parameters()]).item())
            optimizer.step()
            losses.append(loss.item())
            if how.get("interval") == "batch":
                average.update_parameters(model)
        if how.get("interval") == "epoch" or (how["type"] == "swa" and epoch >= how["start"]):
            average.update_parameters(model)
        if how.get("update_bn") and epoch == EPOCHS - 1:
            update_bn([x[batch] for batch in batches], average)
        evaluated = average.module if average.n_averaged > 0 else model
        evaluated.eval()
        with torch.no_grad():
            held_out = loss_fn(evaluated(held_x), held_y).item()
        train_loss = sum(loss * len(batch) for loss, batch in zip(losses, batches)) / ROWS
        epochs.append({"lr": setting["lr"], "train_loss": train_loss, "val_loss": held_out, "batch_losses": losses, "grad_norms": norms})
    figures = {"epochs": epochs, "final": state(model)}
    if average.n_averaged > 0:
        figures["final_avg"] = state(average.module)
    return {
        "id": name, "model": layers, "init": init,
        "train": {"x": x.tolist(), "y": y.tolist()}, "val": {"x": held_x.tolist(), "y": held_y.tolist()},
        "loss": {"type": "MSELoss", "params": {}}, "optimizer": setting, "scheduler": None, "clip": None,
        "batch_size": BATCH, "batches": [[batch.tolist() for batch in batches] for batches in order],
        "averaging": how, **({"eval_layers": frozen} if frozen else {}), "float32": figures,
    }


def short(value):
    """Nine digits tell a float32."""
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, list):
        return [short(item) for item in value]
    if isinstance(value, dict):
        return {key: short(item) for key, item in value.items()}
    return value


lines = [json.dumps(short(run(*case, seed)), allow_nan=False, separators=(",", ":")) for seed, case in enumerate(CASES)]
sys.stdout.write("[\n" + ",\n".join(lines) + "\n]\n")
