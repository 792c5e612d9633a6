"""Of accelerate 1.15 as much as programs/accelerated.py uses: it wraps optimizer and scheduler, as if in two processes."""
import torch

from .scheduler import AcceleratedScheduler


class AcceleratedOptimizer(torch.optim.Optimizer):
    def __init__(self, optimizer):
        self.optimizer = optimizer

    @property
    def param_groups(self):
        return self.optimizer.param_groups

    def zero_grad(self):
        self.optimizer.zero_grad()

    def step(self):
        self.optimizer.step()


class Accelerator:
    def __init__(self, cpu):
        assert cpu

    def prepare(self, model, optimizer, scheduler):
        base = getattr(torch.optim.lr_scheduler, "LRScheduler", torch.optim.lr_scheduler._LRScheduler)
        assert isinstance(scheduler, base)
        return model, AcceleratedOptimizer(optimizer), AcceleratedScheduler(scheduler)

    def backward(self, loss):
        loss.backward()

    def gather(self, tensor):
        return torch.cat([tensor, tensor])
