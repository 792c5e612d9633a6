"""Trajectories and constructors' errors of PyTorch's optimizers: optimizers.json, optimizers2.json, optimizer_shapes.json,
optimizer_errors.json."""
import contextlib
import copy
import math

import torch

from .cases import each
from .text import exact, short


def options_of(setting):
    params = copy.deepcopy(setting["params"])
    return {key: tuple(value) if isinstance(value, list) else value for key, value in params.items()}


@contextlib.contextmanager
def default_dtype(dtype):
    """Scalars of an optimizer's state have the default dtype."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


@contextlib.contextmanager
def full_precision():
    """Muon orthogonalises in bfloat16; here it does so in the dtype of the parameter, which can be met exactly."""
    module = getattr(torch.optim, "_muon", None)
    if module is None:
        yield
        return
    native = module._zeropower_via_newtonschulz

    def precise(grad, *args):
        # The one cast there is.
        class Kept(torch.Tensor):
            def bfloat16(self):
                return self.clone()  # a cast makes a copy

        return native(grad.as_subclass(Kept), *args).as_subclass(torch.Tensor)

    module._zeropower_via_newtonschulz = precise
    try:
        yield
    finally:
        module._zeropower_via_newtonschulz = native


def build(setting, parameters, lr=None, groups=None, single_tensor=True):
    """The optimizers of a setting: one, or one for each of its groups."""
    if setting["type"] == "groups":
        return [
            build(each, [parameters[i] for i in each["index"]], each["lr"])[0] for each in setting["groups"]
        ]
    params = [{"params": [p], **own} for p, own in zip(parameters, groups)] if groups else parameters
    options = {**({} if lr is None else {"lr": lr}), **options_of(setting)}
    kind = getattr(torch.optim, setting["type"])
    if single_tensor and "foreach" in kind.__init__.__code__.co_varnames:
        options["foreach"] = False
    return [kind(params, **options)]


def trajectory(case, problem, steps, dtype):
    """@returns the parameters after each step, [parameter][step][entries]"""
    with default_dtype(dtype):
        tensors = [torch.tensor(values, dtype=dtype).reshape(shape) for shape, values in zip(problem["shapes"], problem["init"])]
        parameters = [torch.nn.Parameter(tensor) for tensor in tensors]
        optimizers = build(case["optimizer"], parameters, case.get("lr"), case.get("groups"))
        found = [[] for _ in parameters]
        for step in range(steps):
            for optimizer in optimizers:
                for group in optimizer.param_groups:
                    if "lr_per_step" in case:
                        group["lr"] = case["lr_per_step"][step]
            for index, parameter in enumerate(parameters):
                grad = torch.tensor(problem["grads"][step][index], dtype=dtype).reshape(parameter.shape)
                is_skipped = index == 1 and step in case.get("skip_grad_steps", [])
                parameter.grad = None if is_skipped else grad
            for optimizer in optimizers:
                optimizer.step()
            for values, parameter in zip(found, parameters):
                values.append(parameter.detach().reshape(-1).tolist())
        return found


def record_case(case, problem, steps):
    new = dict(case)
    with full_precision():
        new["float64"] = exact(trajectory(case, problem, steps, torch.float64))
        new["float32"] = short(trajectory(case, problem, steps, torch.float32))
    if "float32_bf16ns" in case:
        new["float32_bf16ns"] = short(trajectory(case, problem, steps, torch.float32))
    return new


def drawn(seed, count):
    """Values in [-2, 2) that a float32 holds exactly; the same as in test/optimizers/shapes.ts. Park and Miller 1988."""
    values = []
    for _ in range(count):
        seed = seed * 16807 % 2147483647
        values.append((seed % 4096 - 2048) / 1024)
    return values


def gradient_of(parameter, index, step):
    """Of an embedding, a third of the rows has none: their indices do not occur in the batch."""
    shape = parameter["shape"]
    values = torch.tensor(drawn(1000 * (index + 1) + step, math.prod(shape))).reshape(shape)
    if "indices" in parameter:
        values[[row for row in range(shape[0]) if (row + step) % 3 == 0]] = 0
    return values


def taken(parameters, kind):
    """Muon takes matrices alone."""
    return [i for i, parameter in enumerate(parameters) if kind != "Muon" or len(parameter["shape"]) == 2]


def record_shapes(case, parameters, steps):
    """The parameters of every kind after so many steps, [parameter][entries]; null where it takes none of the kind."""
    own = taken(parameters, case["optimizer"]["type"])
    values = {i: torch.tensor(drawn(i + 1, math.prod(parameters[i]["shape"]))) for i in own}
    tensors = {i: torch.nn.Parameter(values[i].reshape(parameters[i]["shape"])) for i in own}
    with full_precision():
        [optimizer] = build(case["optimizer"], list(tensors.values()))
        for step in range(1, steps + 1):
            for i, tensor in tensors.items():
                tensor.grad = gradient_of(parameters[i], i, step)
            optimizer.step()
    final = [tensors[i].detach().flatten() if i in tensors else None for i in range(len(parameters))]
    return {**case, "float32": short(final)}


def error_of(case):
    """How PyTorch refuses it; None where it does not."""
    shape = case.get("shape", [1])
    parameter = torch.nn.Parameter(torch.ones(shape))
    try:
        [optimizer] = build(case["optimizer"], [parameter], case.get("lr"), single_tensor=False)
    except Exception as error:
        return "construct", {"type": type(error).__name__, "message": str(error)}
    try:
        parameter.grad = torch.ones(shape)
        optimizer.step()
    except Exception as error:
        return "step", {"type": type(error).__name__, "message": str(error)}
    return None


def record_error(case):
    found = error_of(case)
    if found is None:
        return {**case, "error": None}
    when, error = found
    return {**case, "error": {"when": when, **error} if "when" in (case["error"] or {}) else error}


def trajectories(golden, cases):
    def record(case):
        return record_case(case, golden["problems"][case["problem"]], golden["steps"])

    new = {**golden, "cases": each(golden["cases"], cases, record)}
    if "errors" in golden:
        new["errors"] = errors(golden["errors"], cases)
    return new


def shapes(golden, cases):
    recorded = each(golden["cases"], cases, lambda case: record_shapes(case, golden["parameters"], golden["steps"]))
    return {**golden, "cases": recorded}


def errors(golden, cases):
    return each(golden, cases, record_error)
