# Writes statistics.json: what SciPy, statsmodels and NumPy make of samples, for the summary to be held against.
# SciPy 1.17.1, statsmodels 0.15.0, NumPy 2: python3 test/golden/statistics.py
import json
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.formula.api import ols
from statsmodels.stats.anova import anova_lm
from statsmodels.stats.multitest import multipletests

rng = np.random.default_rng(20240229)


def written(values):
    """As figures are: float32, in their shortest form."""
    return [float(str(np.float32(value))) for value in values]


def paired(n, shift, spread, level):
    base = written(level * np.exp(spread * rng.standard_normal(n)))
    own = written(np.array(base) * (1 + shift + spread * rng.standard_normal(n)))
    return {"own": own, "baseline": base}


def figures(case):
    own, base = np.array(case["own"]), np.array(case["baseline"])
    n = len(own)
    low, high = stats.t.interval(0.95, n - 1, loc=own.mean(), scale=stats.sem(own))
    test = stats.ttest_rel(own, base)
    interval = test.confidence_interval(0.95)
    differences = own - base
    return {
        **case,
        "estimate": {"mean": own.mean(), "std": own.std(ddof=1), "median": np.median(own), "low": low, "high": high},
        "comparison": {
            "difference": differences.mean(),
            "low": interval.low,
            "high": interval.high,
            "p": test.pvalue,
            "effect": differences.mean() / differences.std(ddof=1),
        },
    }


samples = [
    paired(n, shift, spread, level)
    for n, shift, spread, level in [
        (2, 0.1, 0.05, 1),
        (3, -0.02, 0.1, 1e-3),
        (5, 0, 0.3, 0.7),
        (5, -0.5, 0.05, 12),
        (8, 0.05, 0.2, 3e-7),
        (10, -0.1, 0.1, 2.3),
        (20, 0.02, 0.02, 400),
        (30, -0.3, 0.1, 0.05),
        (100, 0.01, 0.1, 1e5),
    ]
]

ps = [
    [0.04],
    [0.01, 0.04, 0.03, 0.005],
    [0.5, 0.9, 0.2],
    [0.02, 0.02, 0.02],
    [1e-12, 0.049, 0.3, 1e-3, 0.0125, 0.011],
    list(rng.uniform(size=25) ** 3),
]


def power(n, effect):
    critical = stats.t.ppf(0.975, n - 1)
    shift = effect * np.sqrt(n)
    return stats.nct.sf(critical, n - 1, shift) + stats.nct.cdf(-critical, n - 1, shift)


def shares(sizes, weights):
    """A balanced grid's response, and what each axis's main effect takes of its sum of squares."""
    grid = np.indices(sizes).reshape(len(sizes), -1)
    effects = [weight * rng.standard_normal(size) for size, weight in zip(sizes, weights)]
    response = sum(effect[levels] for effect, levels in zip(effects, grid)) + 0.3 * rng.standard_normal(grid.shape[1])
    response = written(response)
    frame = pd.DataFrame({f"x{axis}": levels for axis, levels in enumerate(grid)} | {"y": response})
    terms = [f"C(x{axis})" for axis in range(len(sizes))]
    table = anova_lm(ols("y ~ " + " + ".join(terms), frame).fit())
    return {
        "sizes": sizes,
        "response": response,
        "shares": [table.loc[term, "sum_sq"] / table["sum_sq"].sum() for term in terms],
        "means": [frame.groupby(f"x{axis}")["y"].mean().tolist() for axis in range(len(sizes))],
    }


golden = {
    "samples": [figures(case) for case in samples],
    "holm": [{"p": p, "adjusted": multipletests(p, method="holm")[1].tolist()} for p in ps],
    "power": [{"n": n, "effect": effect, "power": power(n, effect)} for n, effect in [(5, 0), (5, 1), (10, 0.5), (10, 1), (20, 0.8)]],
    "anova": [shares([3, 4], [1, 0.5]), shares([2, 3, 5], [0.2, 2, 1]), shares([6], [1])],
}
path = Path(__file__).with_suffix(".json")
path.write_text(json.dumps(golden, indent=1, default=float) + "\n")
