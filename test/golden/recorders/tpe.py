"""What Optuna's TPESampler finds, with its defaults, on the functions of test/search/landscapes.ts: the best of 64 trials,
for each of 20 seeds; trials one by one, and asked for in batches of 8. And what its RandomSampler finds.
Made with Optuna 5.0.0: tpe.json.
"""
import math

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
TRIALS, SEEDS = 64, 20


def branin(trial):
    x, y = trial.suggest_float("x", -5, 10), trial.suggest_float("y", 0, 15)
    a = y - 5.1 / (4 * math.pi**2) * x * x + 5 / math.pi * x - 6
    return a * a + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


A = [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]]
P = [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]


def hartmann6(trial):
    x = [trial.suggest_float(f"x{i}", 0, 1) for i in range(6)]
    inner = [sum(a * (v - p) ** 2 for a, v, p in zip(A[i], x, P[i])) for i in range(4)]
    return -sum(c * math.exp(-s) for c, s in zip([1, 1.2, 3, 3.2], inner))


def tuning(trial):
    lr = trial.suggest_float("lr", 1e-5, 1, log=True)
    width = trial.suggest_int("width", 4, 256, log=True)
    momentum = trial.suggest_float("momentum", 0, 0.99)
    kind = trial.suggest_categorical("kind", [0, 1, 2])
    penalty = [0.5, 0, 0.25][kind]
    return 1 + (math.log10(lr) + 2) ** 2 + 0.1 * (math.log2(width) - 6) ** 2 + 2 * (momentum - 0.9) ** 2 + penalty


def best(sampler, function, batch):
    study = optuna.create_study(sampler=sampler)
    for start in range(0, TRIALS, batch):
        trials = [study.ask() for _ in range(min(batch, TRIALS - start))]
        values = [function(trial) for trial in trials]
        for trial, value in zip(trials, values):
            study.tell(trial, value)
    return study.best_value


def tree_parzen(_golden, _cases):
    seeds = range(SEEDS)
    return {"optuna": optuna.__version__, "trials": TRIALS, "functions": {
        function.__name__: {
            "one by one": [best(optuna.samplers.TPESampler(seed=s), function, 1) for s in seeds],
            "batches of 8": [best(optuna.samplers.TPESampler(seed=s), function, 8) for s in seeds],
            "random": [best(optuna.samplers.RandomSampler(seed=s), function, 1) for s in seeds],
        }
        for function in (branin, hartmann6, tuning)
    }}
