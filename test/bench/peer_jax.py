"""W1 to W6 by JAX: one core, an epoch (of W1, forty) a call of jit over lax.scan, rows gathered by index as lrsweep does."""
import os

if hasattr(os, "sched_setaffinity"):
    # XLA sizes its pools by the cores it may use; it is told before it starts.
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
FLAGS = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {FLAGS}"
os.environ["JAX_PLATFORMS"] = "cpu"

import math, time
from functools import lru_cache, partial
import jax
import jax.numpy as jnp
from jax import lax, random, tree
from peer import per_second, serve

# The default generator takes most of the time of a dropout on a CPU.
jax.config.update("jax_default_prng_impl", "unsafe_rbg")


def linear(key, inputs, outputs):
    weight = random.uniform(key, (inputs, outputs), minval=-1, maxval=1) / math.sqrt(inputs)
    return {"w": weight, "b": jnp.zeros(outputs)}


def apply(layer, x):
    """One product of two matrices; XLA is slower where x has more dimensions."""
    return (x.reshape(-1, x.shape[-1]) @ layer["w"] + layer["b"]).reshape(*x.shape[:-1], -1)


def norm(layer, x):
    mean, var = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
    return (x - mean) * lax.rsqrt(var + 1e-5) * layer["scale"] + layer["bias"]


def scales(width):
    return {"scale": jnp.ones(width), "bias": jnp.zeros(width)}


def mlp(*widths):
    """Parameters, and (parameters, state, x, key) → (output, state)."""

    def init(key):
        keys = random.split(key, len(widths))
        return [linear(*each) for each in zip(keys, widths, widths[1:])], ()

    def forward(params, state, x, key):
        for layer in params[:-1]:
            x = jax.nn.relu(apply(layer, x))
        return apply(params[-1], x), state

    return init, forward


def cnn():
    """Convolutions are products with all 3x3 patches: five times as fast on a CPU as lax.conv_general_dilated."""

    def kernel(key, inputs, outputs):
        return linear(key, 9 * inputs, outputs)

    def init(key):
        first, second, last = random.split(key, 3)
        return [kernel(first, 1, 8), kernel(second, 8, 16), linear(last, 400, 10)], ()

    def convolve(layer, x):
        rows, height, width, channels = x.shape
        shifted = [x[:, i : i + height - 2, j : j + width - 2] for i in range(3) for j in range(3)]
        patches = jnp.concatenate(shifted, -1).reshape(-1, 9 * channels)
        return jax.nn.relu(apply(layer, patches)).reshape(rows, height - 2, width - 2, -1)

    def pool(x):
        rows, height, width, channels = x.shape
        x = x[:, : height // 2 * 2, : width // 2 * 2]
        return x.reshape(rows, height // 2, 2, width // 2, 2, channels).max((2, 4))

    def forward(params, state, x, key):
        for layer in params[:2]:
            x = pool(convolve(layer, x))
        return apply(params[2], x.reshape(x.shape[0], -1)), state

    return init, forward


def transformer(width=64, heads=4):
    def block(key):
        take, give, widen, narrow = random.split(key, 4)
        return {
            "take": linear(take, width, 3 * width),
            "give": linear(give, width, width),
            "widen": linear(widen, width, 4 * width),
            "narrow": linear(narrow, 4 * width, width),
            "before": scales(width),
            "between": scales(width),
        }

    def init(key):
        first, second, table, last = random.split(key, 4)
        ends = {"table": random.normal(table, (64, width)), "norm": scales(width), "last": linear(last, width, 64)}
        return {**ends, "blocks": [block(first), block(second)]}, ()

    def attend(layer, x):
        rows, context, _ = x.shape
        q, k, v = apply(layer["take"], x).reshape(rows, context, 3, heads, -1).transpose(2, 0, 3, 1, 4)
        scores = q @ k.swapaxes(-1, -2) / math.sqrt(width // heads)
        # By hand a tenth faster on a CPU than jax.nn.dot_product_attention.
        past = jnp.tril(jnp.ones((context, context), bool))
        seen = jax.nn.softmax(jnp.where(past, scores, -jnp.inf), -1) @ v
        return apply(layer["give"], seen.transpose(0, 2, 1, 3).reshape(rows, context, width))

    def forward(params, state, x, key):
        x = params["table"][x]
        for layer in params["blocks"]:
            x = x + attend(layer, norm(layer["before"], x))
            wide = jax.nn.gelu(apply(layer["widen"], norm(layer["between"], x)), approximate=False)
            x = x + apply(layer["narrow"], wide)
        return apply(params["last"], norm(params["norm"], x)), state

    return init, forward


def normalised():
    """BatchNorm keeps its running statistics as state."""

    def init(key):
        keys = random.split(key, 3)
        layers = [{**linear(keys[0], 64, 128), **scales(128)}, {**linear(keys[1], 128, 128), **scales(128)}]
        return [*layers, linear(keys[2], 128, 10)], [(jnp.zeros(128), jnp.ones(128)) for _ in range(2)]

    def forward(params, state, x, key):
        kept = []
        for layer, (means, variances), own in zip(params, state, random.split(key)):
            x = apply(layer, x)
            mean, var = x.mean(0), x.var(0)
            unbiased = var * (len(x) / (len(x) - 1))
            kept.append((0.9 * means + 0.1 * mean, 0.9 * variances + 0.1 * unbiased))
            x = jax.nn.relu((x - mean) * lax.rsqrt(var + 1e-5) * layer["scale"] + layer["bias"])
            x = jnp.where(random.bernoulli(own, 0.8, x.shape), x / 0.8, 0)
        return apply(params[2], x), kept

    return init, forward


def squares(out, y):
    return jnp.mean((out - y) ** 2)


def cross_entropy(out, y):
    chosen = jnp.take_along_axis(out, y[..., None], -1)[..., 0]
    return jnp.mean(jax.nn.logsumexp(out, -1) - chosen)


def sgd(params, gradients, slots, t, lr):
    return tree.map(lambda p, g: p - lr * g, params, gradients), slots


def momentum(params, gradients, slots, t, lr):
    slots = tree.map(lambda v, g: 0.9 * v + g, slots, gradients)
    return tree.map(lambda p, v: p - lr * v, params, slots), slots


def adam(params, gradients, slots, t, lr):
    m = tree.map(lambda m, g: 0.9 * m + 0.1 * g, slots[0], gradients)
    v = tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, slots[1], gradients)
    size, root = lr / (1 - 0.9**t), jnp.sqrt(1 - 0.999**t)
    return tree.map(lambda p, m, v: p - size * m / (jnp.sqrt(v) / root + 1e-8), params, m, v), (m, v)


zeros = partial(tree.map, jnp.zeros_like)
SLOTS = {sgd: lambda params: (), momentum: zeros, adam: lambda params: (zeros(params), zeros(params))}

numbers = lambda *shape: lambda rows: random.normal(random.key(1), (rows, *shape))
integers = lambda kinds, *shape: lambda rows: random.randint(random.key(2), (rows, *shape), 0, kinds)
WORKLOADS = {
    "W1": (mlp(10, 1), squares, sgd, numbers(10), numbers(1)),
    "W2": (mlp(10, 64, 64, 1), squares, adam, numbers(10), numbers(1)),
    "W3": (mlp(784, 256, 10), cross_entropy, momentum, numbers(784), integers(10)),
    "W4": (cnn(), cross_entropy, momentum, numbers(28, 28, 1), integers(10)),
    "W5": (transformer(), cross_entropy, adam, integers(64, 64), integers(64, 64)),
    "W6": (normalised(), cross_entropy, adam, numbers(64), integers(10)),
}


def epoch_of(workload, lanes):
    """A function that jit compiles anew: (training, lr, x, y, order [steps, batch]) → training."""
    (_, forward), loss, update, _, _ = WORKLOADS[workload]

    def epoch(training, lr, x, y, order):
        def step(training, chosen):
            params, state, slots, t, key = training
            key, own = random.split(key) if state else (key, key)

            def objective(params):
                out, after = forward(params, state, x[chosen], own)
                return loss(out, y[chosen]), after

            gradients, state = jax.grad(objective, has_aux=True)(params)
            params, slots = update(params, gradients, slots, t, lr)
            return (params, state, slots, t + 1, key), None

        return lax.scan(step, training, order)[0]

    return jax.jit(jax.vmap(epoch, (0, 0, None, None, None)) if lanes else epoch, donate_argnums=0)


def start(workload, lanes):
    (init, _), _, update, _, _ = WORKLOADS[workload]

    def one(key):
        params, state = init(key)
        return params, state, SLOTS[update](params), jnp.ones(()), key

    return jax.vmap(one)(random.split(random.key(0), lanes)) if lanes else one(random.key(0))


@lru_cache
def compiled(workload, lanes):
    return epoch_of(workload, lanes)


def training(workload, lanes=0):
    def measure(request):
        rows, batch = request.rows, request.batch
        _, _, _, draw_x, draw_y = WORKLOADS[workload]
        x, y = draw_x(rows), draw_y(rows)
        lr = jnp.linspace(0.001, 0.01, lanes) if lanes else 0.001
        epochs = 40 if workload == "W1" and not lanes else 1
        order = jnp.concatenate([random.permutation(random.key(i), rows) for i in range(epochs)]).reshape(-1, batch)
        epoch = compiled(workload, lanes)
        trained = [jax.block_until_ready(epoch(start(workload, lanes), lr, x, y, order))]

        def run():
            trained[0] = jax.block_until_ready(epoch(trained[0], lr, x, y, order))

        steps = per_second(run) * len(order) * max(lanes, 1)
        name = "W1 lanes" if lanes and workload == "W1" else workload
        figures = {name: steps if request.unit == "steps" else steps * batch}
        if workload == "W1" or lanes:
            return figures
        return {**figures, f"{workload} first step": first_step(workload, lr, x, y, order)}

    return measure


def first_step(workload, lr, x, y, order):
    """Milliseconds from the configuration to the first step's end: tracing and compilation are most of it."""
    started = time.perf_counter()
    jax.block_until_ready(epoch_of(workload, 0)(start(workload, 0), lr, x, y, order[:1]))
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    alone = {workload: training(workload) for workload in WORKLOADS}
    serve("JAX", jax.__version__, {**alone, "W1 vmap": training("W1", 1000), "W2 vmap": training("W2", 64)})
