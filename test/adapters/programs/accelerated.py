"""accelerate: it wraps optimizer and scheduler, and steps the scheduler once for each process."""
import lrsweep
import torch
from accelerate import Accelerator
from torch import nn

run = lrsweep.start(lr=0.1, momentum=0.9, width=16)
run.seed_everything()
x = torch.randn(64, 3)
y = x[:, :1] * 2
accelerator = Accelerator(cpu=True)
model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=run.lr, momentum=run.momentum)
scheduler = run.scheduler(optimizer)
model, optimizer, scheduler = accelerator.prepare(model, optimizer, scheduler)
for epoch in run.epochs():
    rates = []
    for i in range(0, 64, 16):
        optimizer.zero_grad()
        loss = (model(x[i : i + 16]) - y[i : i + 16]).square().mean()
        accelerator.backward(loss)
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    both = accelerator.gather(torch.tensor([rates[-1]], dtype=torch.float64))
    run.log(train_loss=loss, first=rates[0], last=rates[-1], other=both[-1])
