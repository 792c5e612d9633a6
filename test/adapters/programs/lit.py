"""Lightning's Trainer: by step or by epoch, with a checkpoint that it goes on from. Its rates come back as figures."""
import os
import sys
import warnings

import lightning.pytorch as pl
import lrsweep
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

warnings.simplefilter("ignore")
interval = sys.argv[1]
devices = int(sys.argv[2]) if len(sys.argv) > 2 else 1
run = lrsweep.start(lr=0.1, momentum=0.9, width=16)
run.seed_everything()
x = torch.randn(64, 3)
y = x[:, :1] * 2
checkpoint = os.path.join(run.directory, "last.ckpt")


class Model(pl.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(3, run.width), nn.Tanh(), nn.Linear(run.width, 1))
        self.rates = []

    def training_step(self, batch, _):
        loss = (self.net(batch[0]) - batch[1]).square().mean()
        self.rates.append(self.trainer.optimizers[0].param_groups[0]["lr"])
        self.log("train_loss", loss, on_step=False, on_epoch=True)
        return loss

    def validation_step(self, batch, _):
        self.log("val/loss", (self.net(batch[0]) - batch[1]).square().mean())
        self.log("first", self.rates[0] if self.rates else 0.0)
        self.log("last", self.rates[-1] if self.rates else 0.0)

    def on_train_epoch_start(self):
        self.rates.clear()

    def configure_optimizers(self):
        optimizer = torch.optim.SGD(self.parameters(), lr=run.lr, momentum=run.momentum)
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": run.scheduler(optimizer), "interval": interval}}


class Saver(pl.Callback):
    def on_train_epoch_end(self, trainer, module):
        trainer.save_checkpoint(checkpoint)
        if os.environ.get("DIE_AFTER") == str(trainer.current_epoch):
            os._exit(7)


trainer = pl.Trainer(
    max_epochs=run.epoch_count,
    callbacks=[run.lightning_callback(), Saver()],
    logger=False,
    enable_checkpointing=False,
    enable_progress_bar=False,
    enable_model_summary=False,
    accelerator="cpu",
    devices=devices,
    **({"strategy": "ddp"} if devices > 1 else {}),
)
trainer.fit(
    Model(),
    DataLoader(TensorDataset(x, y), 16 // devices),
    DataLoader(TensorDataset(x, y), 64),
    ckpt_path=checkpoint if os.path.exists(checkpoint) else None,
)
