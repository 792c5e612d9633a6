"""Models and losses as the cases of training.json describe them."""
import torch
from torch import nn


class Residual(nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)


class SelfAttention(nn.MultiheadAttention):
    def __init__(self, embed_dim, num_heads, causal=False, bias=True):
        super().__init__(embed_dim, num_heads, bias=bias, batch_first=True)
        self.causal = causal

    def forward(self, x):
        steps = x.shape[1]
        mask = torch.triu(torch.ones(steps, steps, dtype=torch.bool), 1) if self.causal else None
        return super().forward(x, x, x, attn_mask=mask, need_weights=False)[0]


def layer(type, **options):
    if type == "Residual":
        return Residual(*[layer(**inner) for inner in options["layers"]])
    if type == "MultiheadAttention":
        return SelfAttention(**options)
    options = {key: tuple(value) if isinstance(value, list) else value for key, value in options.items()}
    return getattr(nn, type)(**options)


def model_of(case):
    """With the case's weights, in the default dtype."""
    model = nn.Sequential(*[layer(**options) for options in case["model"]])
    state = model.state_dict()
    given = {key: torch.tensor(values, dtype=state[key].dtype) for key, values in case["init"].items()}
    model.load_state_dict(given, strict=False)
    return model


CLASSES = ["CrossEntropyLoss", "NLLLoss", "MultiMarginLoss"]


class Loss:
    """The loss, over all positions where the model has more than one a row; and how many of them are right."""

    def __init__(self, case):
        self.kind, params = case["loss"]["type"], case["loss"]["params"]
        weights = {key: torch.tensor(value) for key, value in params.items() if isinstance(value, list)}
        self.function = getattr(nn, self.kind)(**{**params, **weights})
        self.takes_classes = self.kind in CLASSES
        self.ignored = params.get("ignore_index", -100)
        self.accuracy = case.get("accuracy")

    def targets(self, values):
        return torch.tensor(values, dtype=torch.long if self.takes_classes else torch.get_default_dtype())

    def __call__(self, output, target):
        if self.takes_classes and output.dim() > 2:
            output, target = output.flatten(0, -2), target.flatten()
        return self.function(output, target)

    def right(self, output, target):
        """@returns how many are right, and of how many"""
        if self.accuracy == "binary_logit":
            return ((output > 0) == (target > 0.5)).sum().item(), target.numel()
        counted = target != self.ignored
        return ((output.argmax(-1) == target) & counted).sum().item(), counted.sum().item()
