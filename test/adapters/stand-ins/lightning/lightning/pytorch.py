"""
Of Lightning 2.6 as much as programs/lit.py uses: the same names, called in the same order. With several devices, fit() starts
the program anew for each further rank, as strategy="ddp" does.
"""
import itertools
import os
import socket
import subprocess
import sys

import torch
import torch.distributed as dist


class Callback:
    def on_train_start(self, trainer, module): ...
    def on_train_epoch_start(self, trainer, module): ...
    def on_train_epoch_end(self, trainer, module): ...
    def on_validation_end(self, trainer, module): ...


class LightningModule(torch.nn.Module):
    def log(self, name, value, **_):
        self.trainer.logged.setdefault(name, []).append(torch.as_tensor(value).detach())

    def on_train_epoch_start(self): ...


class Trainer:
    def __init__(self, max_epochs, callbacks, val_check_interval=None, devices=1, **_):
        self.devices, self.rank = devices, int(os.environ.get("LOCAL_RANK", "0"))
        self.max_epochs, self.callbacks, self.val_check_interval = max_epochs, callbacks, val_check_interval
        self.current_epoch = self.global_step = 0
        self.should_stop = False
        self.logged, self.callback_metrics = {}, {}

    def call(self, hook):
        for callback in self.callbacks:
            getattr(callback, hook)(self, self.module)

    def collect(self):
        self.callback_metrics.update({name: torch.stack(values).float().mean() for name, values in self.logged.items()})
        self.logged = {}

    def validate(self, loader, sanity):
        self.sanity_checking = sanity
        trained, self.logged = self.logged, {}
        for index, batch in enumerate(loader):
            self.module.validation_step(batch, index)
        if sanity:
            self.logged = {}
        self.collect()
        self.logged = trained
        self.call("on_validation_end")

    def launch(self):
        if self.devices == 1:
            return
        if "LOCAL_RANK" not in os.environ:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
            os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port), WORLD_SIZE=str(self.devices), NODE_RANK="0")
            os.environ["LOCAL_RANK"] = "0"
            for rank in range(1, self.devices):
                subprocess.Popen([sys.executable, *sys.argv], env={**os.environ, "LOCAL_RANK": str(rank)})
        dist.init_process_group("gloo", rank=self.rank, world_size=self.devices)

    def average_gradients(self):
        if self.devices > 1:
            for parameter in self.module.parameters():
                dist.all_reduce(parameter.grad)
                parameter.grad /= self.devices

    def fit(self, module, loader, val_loader, ckpt_path=None):
        self.launch()
        self.module = module
        module.trainer = self
        config = module.configure_optimizers()
        optimizer, scheduler = config["optimizer"], config["lr_scheduler"]["scheduler"]
        is_by_step = config["lr_scheduler"]["interval"] == "step"
        self.optimizers, self.scheduler = [optimizer], scheduler
        if ckpt_path is None:
            self.validate(val_loader, sanity=True)
        else:
            state = torch.load(ckpt_path)
            module.load_state_dict(state["module"])
            optimizer.load_state_dict(state["optimizer"])
            scheduler.load_state_dict(state["scheduler"])
            self.current_epoch, self.global_step = state["epoch"], state["step"]
        self.call("on_train_start")
        while self.current_epoch < self.max_epochs and not self.should_stop:
            self.call("on_train_epoch_start")
            module.on_train_epoch_start()
            for index, batch in enumerate(itertools.islice(loader, self.rank, None, self.devices)):
                def closure():
                    optimizer.zero_grad()
                    loss = module.training_step(batch, index)
                    loss.backward()
                    self.average_gradients()
                    return loss

                optimizer.step(closure)
                self.global_step += 1
                if is_by_step:
                    scheduler.step()
                if self.val_check_interval and (index + 1) % self.val_check_interval == 0:
                    self.validate(val_loader, sanity=False)
            if not is_by_step:
                scheduler.step()
            if not self.val_check_interval:
                self.validate(val_loader, sanity=False)
            self.collect()
            self.call("on_train_epoch_end")
            self.current_epoch += 1
        if self.devices > 1:
            dist.destroy_process_group()

    def save_checkpoint(self, path):
        state = {"module": self.module.state_dict(), "optimizer": self.optimizers[0].state_dict()}
        state.update(scheduler=self.scheduler.state_dict(), epoch=self.current_epoch + 1, step=self.global_step)
        if self.rank == 0:
            torch.save(state, path)
        if self.devices > 1:
            dist.barrier()
