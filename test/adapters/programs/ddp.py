"""Two ranks under torchrun; `start` comes before or after the process group. Each rank's rates come back as figures."""
import os
import sys

import lrsweep
import torch
import torch.distributed as dist
from torch import nn

is_late = sys.argv[1] == "late"
if is_late:
    dist.init_process_group("gloo")
run = lrsweep.start(lr=0.1, width=16)
if not is_late:
    dist.init_process_group("gloo")
torch.manual_seed(run.seed)
checkpoint = os.path.join(run.directory, "last.pt")
model = nn.parallel.DistributedDataParallel(nn.Linear(3, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=run.lr)
scheduler = run.scheduler(optimizer)
start = 0
if os.path.exists(checkpoint):
    state = torch.load(checkpoint)
    model.load_state_dict(state["model"])
    start = state["epoch"] + 1
x = torch.randn(64, 3)[dist.get_rank() :: 2]
y = x[:, :1] * 2
for epoch in run.epochs(start=start):
    for i in range(0, 32, 8):
        optimizer.zero_grad()
        loss = (model(x[i : i + 8]) - y[i : i + 8]).square().mean()
        loss.backward()
        last = optimizer.param_groups[0]["lr"]
        optimizer.step()
        scheduler.step()
    rates = [torch.zeros(1, dtype=torch.float64) for _ in range(2)]
    dist.all_gather(rates, torch.tensor([last], dtype=torch.float64))
    if dist.get_rank() == 0:
        torch.save({"model": model.state_dict(), "epoch": epoch}, checkpoint)
    dist.barrier()
    if os.environ.get("DIE_AFTER") == str(epoch):
        os._exit(7)
    run.log(train_loss=loss.item(), rank0=rates[0].item(), rank1=rates[1].item())
dist.destroy_process_group()
