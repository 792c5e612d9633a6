"""Of transformers 5 as much as programs/hugging.py uses: the same names, called in the same order, with a schedule of its own."""
import os
from types import SimpleNamespace

import torch


class TrainerCallback:
    def nothing(self, args, state, control, **_): ...

    on_train_begin = on_train_end = on_epoch_begin = on_epoch_end = on_step_begin = nothing
    on_pre_optimizer_step = on_log = on_evaluate = on_save = nothing


class TrainingArguments(SimpleNamespace):
    eval_steps = None


class Trainer:
    def __init__(self, model, args, train_dataset, eval_dataset, callbacks):
        self.model, self.args, self.callbacks = model, args, callbacks
        self.batches = [self.batch(train_dataset[at : at + 16]) for at in range(0, len(train_dataset), 16)]
        self.held_out = self.batch(eval_dataset)
        self.state, self.control = SimpleNamespace(epoch=None, global_step=0), SimpleNamespace(should_training_stop=False)
        self.optimizer = torch.optim.SGD(model.parameters(), lr=args.learning_rate)
        self.scheduler = torch.optim.lr_scheduler.LambdaLR(self.optimizer, lambda step: 1 / (2 + step))

    @staticmethod
    def batch(rows):
        return {name: torch.stack([row[name] for row in rows]) for name in rows[0]}

    def call(self, hook, **more):
        for callback in self.callbacks:
            getattr(callback, hook)(self.args, self.state, self.control, optimizer=self.optimizer, **more)

    def train(self, resume_from_checkpoint):
        if resume_from_checkpoint:
            folder = self.args.output_dir
            last = max((name for name in os.listdir(folder) if name.startswith("checkpoint-")), key=lambda name: int(name[11:]))
            saved = torch.load(os.path.join(folder, last, "state.pt"))
            self.model.load_state_dict(saved["model"])
            self.optimizer.load_state_dict(saved["optimizer"])
            self.state.epoch, self.state.global_step = saved["epoch"], saved["step"]
        first = round(self.state.epoch or 0)
        self.call("on_train_begin")
        for epoch in range(first, self.args.num_train_epochs):
            losses = []
            self.call("on_epoch_begin")
            for batch in self.batches:
                self.call("on_step_begin")
                loss = self.model(**batch)["loss"]
                loss.backward()
                self.call("on_pre_optimizer_step")
                self.optimizer.step()
                self.scheduler.step()
                self.optimizer.zero_grad()
                self.state.global_step += 1
                losses.append(loss.item())
            self.state.epoch = epoch + 1.0
            self.call("on_epoch_end")
            self.call("on_log", logs={"loss": sum(losses) / len(losses), "epoch": self.state.epoch})
            if self.args.eval_strategy == "epoch":
                with torch.no_grad():
                    self.call("on_evaluate", metrics={"eval_loss": self.model(**self.held_out)["loss"].item()})
            self.save()
            if self.control.should_training_stop:
                break
        self.call("on_log", logs={"train_runtime": 1.0, "train_loss": -1.0})
        self.call("on_train_end")

    def save(self):
        folder = os.path.join(self.args.output_dir, f"checkpoint-{self.state.global_step}")
        os.makedirs(folder)
        state = {"model": self.model.state_dict(), "optimizer": self.optimizer.state_dict()}
        torch.save({**state, "epoch": self.state.epoch, "step": self.state.global_step}, os.path.join(folder, "state.pt"))
        self.call("on_save")
