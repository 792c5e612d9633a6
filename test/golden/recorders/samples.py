"""What SciPy, statsmodels and NumPy make of samples, for the summary to be held against: statistics.json.

Made with SciPy 1.17.1, statsmodels 0.15.0, NumPy 2.
"""
from itertools import product

import numpy as np
import pandas as pd
from scipy import integrate, optimize, special, stats
from statsmodels.formula.api import ols
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.anova import anova_lm
from statsmodels.stats.weightstats import ttost_paired
from statsmodels.stats.power import TTestPower
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

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
            **({"effect": hedges(n) * differences.mean() / differences.std(ddof=1)} if n > 2 else {}),
        },
    }


def hedges(n):
    """Hedges' factor for one sample of n."""
    half = (n - 1) / 2
    return np.exp(special.gammaln(half) - special.gammaln(half - 0.5)) / np.sqrt(half)


def t_of(rows):
    """|t| of each row, NaN left out."""
    n = np.sum(~np.isnan(rows), axis=1)
    return np.abs(np.nanmean(rows, axis=1)) / np.nanstd(rows, axis=1, ddof=1) * np.sqrt(n)


def flips(case):
    """Sign flips of whole columns: p by SciPy where nothing is missing, and the largest |t| of all rows by all patterns."""
    rows = np.array(case["rows"], dtype=float)
    observed = t_of(rows)
    all_t = np.array([t_of(rows * np.array(signs)) for signs in product([1, -1], repeat=rows.shape[1])])
    least = observed * (1 - 1e-9)
    p = np.mean(all_t >= least, axis=0)
    for own, row in zip(p, rows):
        if not np.isnan(row).any():
            test = stats.permutation_test((row,), lambda x, axis: np.mean(x, axis=axis), permutation_type="samples", n_resamples=np.inf, vectorized=True)
            assert abs(test.pvalue - own) < 1e-12
    return {**case, "p": p.tolist(), "adjusted": np.mean(all_t.max(axis=1)[:, None] >= least, axis=0).tolist()}


def signed_ranks(differences):
    """Exact, also with ties."""
    return stats.wilcoxon(differences, method=stats.PermutationMethod(n_resamples=np.inf)).pvalue


def power(n, effect, level=0.05):
    critical = stats.t.ppf(1 - level / 2, n - 1)
    shift = effect * np.sqrt(n)
    return stats.nct.sf(critical, n - 1, shift) + stats.nct.cdf(-critical, n - 1, shift)


def smallest(n, level):
    """The effect that n differences show with a power of 80 %, by integration over the variance: SciPy's nct is NaN far out."""
    freedom, critical = n - 1, stats.t.ppf(1 - level / 2, n - 1)

    def integrated(effect):
        shift = effect * np.sqrt(n)

        def beyond(x):
            edge = critical * np.sqrt(x / freedom)
            return stats.chi2.pdf(x, freedom) * (stats.norm.cdf(shift - edge) + stats.norm.cdf(-shift - edge))

        edges = [0, freedom / 10, freedom, 2 * freedom, 20 * freedom + 50]
        return sum(integrate.quad(beyond, *part, epsabs=1e-12, limit=200)[0] for part in zip(edges, edges[1:]))

    return optimize.brentq(lambda effect: integrated(effect) - 0.8, 1e-3, 1e3)


def corrected(case):
    """Nadeau and Bengio's corrected resampled t-test: SciPy's t with the variance times (1/n + n_test/n_train)."""
    differences = np.array(case["differences"])
    n = len(differences)
    error = np.sqrt(differences.var(ddof=1) * (1 / n + case["overlap"]))
    low, high = stats.t.interval(0.95, n - 1, loc=differences.mean(), scale=error)
    p = 2 * stats.t.sf(abs(differences.mean()) / error, n - 1)
    return {**case, "values": {"difference": differences.mean(), "low": low, "high": high, "p": p}}


def needed_splits(effect, overlap, level=0.05):
    """Splits that show an effect with a power of 80 %, by the noncentral t distribution."""

    def lacking(n):
        critical, shift = stats.t.ppf(1 - level / 2, n - 1), effect / np.sqrt(1 / n + overlap)
        return stats.nct.sf(critical, n - 1, shift) - 0.8

    return optimize.brentq(lacking, 2, 5000)


def shares(case):
    """A balanced grid's response [cells], the last axis fastest: what each axis's main effect takes of its sum of squares."""
    sizes, response = case["sizes"], case["response"]
    levels = np.indices(sizes).reshape(len(sizes), -1)
    frame = pd.DataFrame({f"x{axis}": own for axis, own in enumerate(levels)} | {"y": response})
    terms = [f"C(x{axis})" for axis in range(len(sizes))]
    table = anova_lm(ols("y ~ " + " + ".join(terms), frame).fit())
    return {
        **case,
        "shares": [table.loc[term, "sum_sq"] / table["sum_sq"].sum() for term in terms],
        "means": [frame.groupby(f"x{axis}")["y"].mean().tolist() for axis in range(len(sizes))],
    }


def statistics(golden, _cases):
    """The samples stay, what is made of them is computed anew."""
    return plain({
        "samples": [figures(case) for case in golden["samples"]],
        "holm": [{"p": p, "adjusted": multipletests(p, method="holm")[1].tolist()} for p in (case["p"] for case in golden["holm"])],
        "power": [{**case, "power": power(case["n"], case["effect"])} for case in golden["power"]],
        "flips": [flips(case) for case in golden["flips"]],
        "wilcoxon": [{**case, "p": signed_ranks(case["differences"])} for case in golden["wilcoxon"]],
        "equivalence": [{**case, "p": ttost_paired(np.array(case["own"]), np.array(case["baseline"]), -case["margin"], case["margin"])[0]} for case in golden["equivalence"]],
        "smallest": [{**case, "effect": smallest(case["n"], case["level"])} for case in golden["smallest"]],
        "needed": [{**case, "n": TTestPower().solve_power(effect_size=case["effect"], alpha=case["level"], power=0.8)} for case in golden["needed"]],
        "corrected": [corrected(case) for case in golden["corrected"]],
        "needed_splits": [{**case, "n": needed_splits(case["effect"], case["overlap"])} for case in golden["needed_splits"]],
        "hedges": [{**case, "factor": hedges(case["n"])} for case in golden["hedges"]],
        "mcnemar": [{**case, "p": mcnemar([[0, case["a"]], [case["b"], 0]], exact=True).pvalue} for case in golden["mcnemar"]],
        "unseen": [{**case, "share": proportion_confint(0, case["n"], alpha=0.1, method="beta")[1]} for case in golden["unseen"]],
        "anova": [shares(case) for case in golden["anova"]],
    })


def plain(value):
    """NumPy's numbers as Python's."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.item() if isinstance(value, np.generic) else value
