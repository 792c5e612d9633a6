"""Writes article.json: the rates PyTorch gives for experiments/article-walkthrough.yaml, epoch by epoch.

Usage, after `npm run sweep`: python3 test/golden/article.py results/article-walkthrough/epochs.csv > test/golden/article.json
The losses that ReduceLROnPlateau is given are those of the CSV, and are written along with the rates.
"""
import csv, json, sys
import torch

STRATEGIES = {
    "step decay": lambda o: torch.optim.lr_scheduler.StepLR(o, step_size=10, gamma=0.1),
    "exponential decay": lambda o: torch.optim.lr_scheduler.ExponentialLR(o, gamma=0.95),
    "cosine annealing": lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, T_max=50),
    "reduce on plateau": lambda o: torch.optim.lr_scheduler.ReduceLROnPlateau(o, mode="min", factor=0.1, patience=5),
}

losses = {}
with open(sys.argv[1], newline="") as file:
    for row in csv.DictReader(file):
        losses.setdefault(row["scheduler"], []).append(float(row["train_loss"]))

found = {}
for name, make in STRATEGIES.items():
    optimizer = torch.optim.SGD(torch.nn.Linear(10, 1).parameters(), lr=0.1)
    scheduler = make(optimizer)
    rates = []
    for loss in losses[name]:
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step(loss) if name == "reduce on plateau" else scheduler.step()
    found[name] = {"train_loss": losses[name], "lr": rates}
json.dump({"torch": torch.__version__, "strategies": found}, sys.stdout, indent=1)
