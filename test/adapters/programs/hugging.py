"""Hugging Face's Trainer, which makes its own optimizer and scheduler. Its rates come back as figures."""
import os
import sys
import warnings

import lrsweep
import torch
from torch import nn
from transformers import Trainer, TrainerCallback, TrainingArguments

warnings.simplefilter("ignore")
evaluation = sys.argv[1]
run = lrsweep.start(lr=0.1)
run.seed_everything()
x = torch.randn(64, 3)
data = [{"x": one, "labels": one[:1] * 2} for one in x]


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(3, 1)

    def forward(self, x, labels):
        out = self.net(x)
        return {"loss": (out - labels).square().mean(), "logits": out}


class Rates(TrainerCallback):
    seen = []

    def on_pre_optimizer_step(self, args, state, control, optimizer=None, **_):
        self.seen.append(optimizer.param_groups[0]["lr"])

    def on_epoch_end(self, args, state, control, **_):
        sweep.figures.update(first=self.seen[0], last=self.seen[-1])
        self.seen.clear()

    def on_save(self, args, state, control, **_):
        if os.environ.get("DIE_AFTER") == str(round(state.epoch) - 1):
            os._exit(7)


sweep = run.trainer_callback()
arguments = TrainingArguments(
    output_dir=run.directory,
    num_train_epochs=run.epoch_count,
    per_device_train_batch_size=16,
    learning_rate=run.lr,
    logging_strategy="epoch",
    save_strategy="epoch",
    report_to=[],
    disable_tqdm=True,
    use_cpu=True,
    seed=run.seed,
    eval_strategy=evaluation,
)
trainer = Trainer(Model(), arguments, train_dataset=data, eval_dataset=data, callbacks=[sweep, Rates()])
trainer.train(resume_from_checkpoint=any(name.startswith("checkpoint-") for name in os.listdir(run.directory)))
