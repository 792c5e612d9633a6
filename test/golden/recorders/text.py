"""Reads and writes golden files: a case a line, numbers as short as they can be."""
import json
import math

import torch

NON_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def number(value):
    """What is not finite stands in a file as text."""
    return NON_FINITE[value] if isinstance(value, str) else value


def written(value):
    """A float as a file has it."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def short(value):
    """Tensors and floats as a file has them. Nine digits tell a float32."""
    if isinstance(value, torch.Tensor):
        flat = value.detach()
        return short(flat.tolist()) if flat.dtype == torch.float32 else exact(flat.tolist())
    if isinstance(value, float):
        return written(float(f"{value:.9g}"))
    if isinstance(value, (list, tuple)):
        return [short(item) for item in value]
    if isinstance(value, dict):
        return {key: short(item) for key, item in value.items()}
    return value


def exact(value):
    """Doubles as a file has them."""
    if isinstance(value, torch.Tensor):
        return exact(value.tolist())
    if isinstance(value, float):
        return written(value)
    if isinstance(value, (list, tuple)):
        return [exact(item) for item in value]
    if isinstance(value, dict):
        return {key: exact(item) for key, item in value.items()}
    return value


def line(value):
    return json.dumps(value, allow_nan=False, separators=(",", ":"), ensure_ascii=False)


def case_a_line(golden):
    return "[\n" + ",\n".join(line(case) for case in golden) + "\n]\n"


def cases_of_an_object(golden):
    """Its `cases` one a line, `errors` on a line of their own."""
    def member(key, value):
        if key == "cases":
            lines = ",\n".join(map(line, value))
            return f'\n"cases":[\n{lines}\n]'
        return ("\n" if key == "errors" else "") + f'"{key}":{line(value)}'

    return "{" + ",".join(member(*own) for own in golden.items()) + "}\n"


def lists_of_an_object(golden):
    """Lists one item a line."""
    def member(key, value):
        if isinstance(value, list):
            lines = ",\n".join(map(line, value))
            return f'"{key}":[\n{lines}\n]'
        return f'"{key}":{line(value)}'

    return "{" + ",\n".join(member(*own) for own in golden.items()) + "}\n"
