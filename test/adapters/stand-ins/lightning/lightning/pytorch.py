"""Of Lightning 2.6 as much as programs/lit.py uses: the same names, called in the same order, on one device."""
import torch


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
    def __init__(self, max_epochs, callbacks, val_check_interval=None, **_):
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

    def fit(self, module, loader, val_loader, ckpt_path=None):
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
            for index, batch in enumerate(loader):
                def closure():
                    optimizer.zero_grad()
                    loss = module.training_step(batch, index)
                    loss.backward()
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

    def save_checkpoint(self, path):
        state = {"module": self.module.state_dict(), "optimizer": self.optimizers[0].state_dict()}
        state.update(scheduler=self.scheduler.state_dict(), epoch=self.current_epoch + 1, step=self.global_step)
        torch.save(state, path)
