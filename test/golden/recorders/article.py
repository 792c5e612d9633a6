"""Rates of experiments/article-walkthrough.yaml: article.json. ReduceLROnPlateau is given the losses that the file has."""
import torch
from torch.optim import lr_scheduler

STRATEGIES = {
    "step decay": lambda o: lr_scheduler.StepLR(o, step_size=10, gamma=0.1),
    "exponential decay": lambda o: lr_scheduler.ExponentialLR(o, gamma=0.95),
    "cosine annealing": lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=50),
    "reduce on plateau": lambda o: lr_scheduler.ReduceLROnPlateau(o, mode="min", factor=0.1, patience=5),
}


def rates_of(name, losses):
    optimizer = torch.optim.SGD(torch.nn.Linear(10, 1).parameters(), lr=0.1)
    scheduler = STRATEGIES[name](optimizer)
    rates = []
    for loss in losses:
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step(loss) if name == "reduce on plateau" else scheduler.step()
    return rates


def article(golden, cases):
    """The losses are the sweep's own: `npm run sweep -- experiments/article-walkthrough.yaml` writes them."""
    strategies = golden["strategies"].items()
    found = {name: {**own, "lr": rates_of(name, own["train_loss"])} if cases(name) else own for name, own in strategies}
    return {"torch": torch.__version__, "strategies": found}
