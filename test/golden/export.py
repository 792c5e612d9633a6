"""small: optimizer.lr = 0.1, scheduler = halving, seed 0

Run RUN, exported by lrsweep VERSION. Beside this script lie
  data.npz      the rows to train on and those held out, and the order in which they are trained on
  weights.npz   the weights it starts from
  recorded.csv  what lrsweep measured
  check.py      compares losses.csv with recorded.csv
It writes losses.csv and trained.npz, the weights it ends with, under the names in weights.npz.
"""
import csv
import math
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.optim import lr_scheduler

HERE = Path(__file__).parent
EPOCHS = 4
BATCH_SIZE = 8
NUDGE = int(sys.argv[2]) if sys.argv[1:2] == ["--nudge"] else None  # see check.py

data = np.load(HERE / "data.npz")  # [rows, …]
train_x, train_y = torch.from_numpy(data["train_x"]), torch.from_numpy(data["train_y"])
val_x, val_y = torch.from_numpy(data["val_x"]), torch.from_numpy(data["val_y"])
order = torch.from_numpy(data["order"]).long()  # [epochs, rows]

model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
weights = np.load(HERE / "weights.npz")
model.load_state_dict({name: torch.from_numpy(weights[name]) for name in weights})
if NUDGE is not None:
    torch.manual_seed(NUDGE)
    with torch.no_grad():
        for p in model.parameters():
            p.mul_(1 + 2**-20 * torch.randn_like(p).sign())

criterion = nn.MSELoss()

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)


@torch.no_grad()
def evaluate(network):
    network.eval()
    return {"val_loss": criterion(network(val_x), val_y).item()}


rows = []
for epoch in range(1, EPOCHS + 1):
    rates = {"lr": optimizer.param_groups[0]["lr"]}
    model.train()
    total, seen = 0.0, 0
    for batch in order[epoch - 1].split(BATCH_SIZE):
        optimizer.zero_grad()
        loss = criterion(model(train_x[batch]), train_y[batch])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
        seen += len(batch)
    row = {"epoch": epoch, **rates, "train_loss": total / seen, **evaluate(model)}
    rows.append(row)
    print(", ".join(f"{name} {value:.6g}" for name, value in row.items()))
    if not math.isfinite(total) or not all(p.isfinite().all() for p in model.parameters()):
        print("diverged")
        break
    scheduler.step()

if NUDGE is None:
    state = model.state_dict()
    np.savez(HERE / "trained.npz", **{name: value.numpy() for name, value in state.items()})
with open(HERE / ("losses.csv" if NUDGE is None else f"nudged-{NUDGE}.csv"), "w", newline="", encoding="utf-8") as file:
    writer = csv.DictWriter(file, rows[0])
    writer.writeheader()
    writer.writerows(rows)
