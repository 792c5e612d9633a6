"""Train a small network on two moons."""
import argparse
import math
import os

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


def make_moons(samples, noise, generator):
    half = samples // 2
    angles = math.pi * torch.rand(samples, generator=generator)
    labels = torch.cat([torch.zeros(half), torch.ones(samples - half)]).long()
    x = torch.stack([torch.cos(angles), torch.sin(angles)], dim=1)
    x[labels == 1] = torch.tensor([1.0, 0.5]) - x[labels == 1]
    return x + noise * torch.randn(samples, 2, generator=generator), labels


class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(2, width), nn.ReLU(), nn.Linear(width, 2))

    def forward(self, x):
        return self.layers(x)


def evaluate(model, loader, criterion):
    model.eval()
    total, correct, count = 0.0, 0, 0
    with torch.no_grad():
        for x, y in loader:
            outputs = model(x)
            total += criterion(outputs, y).item() * len(y)
            correct += (outputs.argmax(dim=1) == y).sum().item()
            count += len(y)
    return total / count, correct / count


parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=3)
parser.add_argument("--batch-size", type=int, default=32)
args = parser.parse_args()

torch.set_num_threads(1)
generator = torch.Generator().manual_seed(0)
train_data = TensorDataset(*make_moons(512, 0.2, generator))
val_data = TensorDataset(*make_moons(256, 0.2, generator))
train_loader = DataLoader(train_data, batch_size=args.batch_size, shuffle=True)
val_loader = DataLoader(val_data, batch_size=256)

model = Net(32)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.5)
for epoch in range(args.epochs):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    scheduler.step()
    val_loss, val_accuracy = evaluate(model, val_loader, criterion)
    print(f"epoch {epoch}: val_loss {val_loss:.4f} val_accuracy {val_accuracy:.4f}")
