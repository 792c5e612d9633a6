"""The parameters of PyTorch's classes and functions, by their names: signatures.json."""
import inspect
import re
from functools import reduce

import torch
import torch.optim.swa_utils


def parameters_of(name):
    """Those of `*args, **kwargs` stand for none: such a class takes what nn.Module takes."""
    kinds = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    made = inspect.signature(reduce(getattr, name.split(".")[1:], torch))
    return [parameter.name for parameter in made.parameters.values() if parameter.kind not in kinds]


def signatures(golden, _cases):
    """The names stand in the file: those of all parts that have one."""
    version = re.match(r"[\d.]+", torch.__version__)[0].rstrip(".")
    return {"torch": version, "parameters": {name: parameters_of(name) for name in golden["parameters"]}}
