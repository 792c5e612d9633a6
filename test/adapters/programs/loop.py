"""A training loop as people write it, in PyTorch; arguments say how it steps. The rates it met come back as figures."""
import os
import sys

import lrsweep
import torch
from torch import nn

how = sys.argv[1]
run = lrsweep.start(lr=0.1, momentum=0.9, width=16)
run.seed_everything()
model = nn.Sequential(nn.Linear(3, run.width), nn.Tanh(), nn.Linear(run.width, 1))
x = torch.randn(64, 3)
y = x[:, :1] * 2
optimizer = torch.optim.SGD(model.parameters(), lr=run.lr, momentum=run.momentum)
scheduler = run.scheduler(optimizer)
base = getattr(torch.optim.lr_scheduler, "LRScheduler", torch.optim.lr_scheduler._LRScheduler)
assert isinstance(scheduler, base) and scheduler.base_lrs == [0.1]
checkpoint = os.path.join(run.directory, "last.pt")
start = 0
if os.path.exists(checkpoint):
    state = torch.load(checkpoint)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    scheduler.load_state_dict(state["scheduler"])
    start = state["epoch"] + 1
for epoch in run.epochs(start=start):
    rates = []
    for i in range(0, 64, 16):
        optimizer.zero_grad()
        loss = (model(x[i : i + 16]) - y[i : i + 16]).square().mean()
        loss.backward()
        assert scheduler.get_last_lr() == [optimizer.param_groups[0]["lr"]]
        rates.append(optimizer.param_groups[0]["lr"])
        if not (how == "scaler" and i == 16):
            optimizer.step()
        if how != "alone":
            scheduler.step()
    assert scheduler.state_dict() == {"epoch": epoch, "step": 4} and scheduler.last_epoch == epoch
    torch.save(
        {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "scheduler": scheduler.state_dict(), "epoch": epoch},
        checkpoint,
    )
    momentum = optimizer.param_groups[0]["momentum"]
    run.log(train_loss=loss, rate0=rates[0], rate1=rates[1], rate2=rates[2], rate3=rates[3], momentum=momentum)
    if os.environ.get("DIE_AFTER") == str(epoch):
        os._exit(7)
