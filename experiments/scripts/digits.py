"""A small convolutional network reads handwritten digits. The lines marked `sweep` are all that a sweep needs."""
import csv
import os

import torch
from torch import nn

import lrsweep  # sweep

run = lrsweep.start(lr=0.1, momentum=0.9, width=8, epochs=10)  # sweep: these values when started by hand
run.seed_everything()
torch.set_num_threads(1)

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "digits.csv"), newline="") as file:
    rows = torch.tensor([[float(value) for value in row] for row in list(csv.reader(file))[1:]])
images, labels = rows[:, :64].reshape(-1, 1, 8, 8) / 16, rows[:, 64].long()
held_out = torch.arange(len(rows)) % 5 == 0
train_images, train_labels = images[~held_out], labels[~held_out]
val_images, val_labels = images[held_out], labels[held_out]
BATCH_SIZE = 32

model = nn.Sequential(
    nn.Conv2d(1, run.width, 3, padding=1),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Conv2d(run.width, 2 * run.width, 3, padding=1),
    nn.ReLU(),
    nn.AdaptiveAvgPool2d(2),
    nn.Flatten(),
    nn.Linear(8 * run.width, 10),
)
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=run.lr, momentum=run.momentum)
scheduler = run.scheduler(optimizer)  # sweep: it stands where StepLR or another did


def train():
    model.train()
    total = 0.0
    for batch in torch.randperm(len(train_images)).split(BATCH_SIZE):
        optimizer.zero_grad()
        loss = loss_function(model(train_images[batch]), train_labels[batch])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
    scheduler.step()
    return total / len(train_images)


@torch.no_grad()
def validate():
    model.eval()
    outputs = model(val_images)
    accuracy = (outputs.argmax(1) == val_labels).float().mean().item()
    return loss_function(outputs, val_labels).item(), accuracy


for epoch in run.epochs():  # sweep
    train_loss = train()
    val_loss, val_accuracy = validate()
    run.log(train_loss=train_loss, val_loss=val_loss, val_accuracy=val_accuracy)  # sweep
