"""What SciPy, statsmodels and NumPy make of samples, for the summary to be held against: statistics.json.

Made with SciPy 1.17.1, statsmodels 0.15.0, NumPy 2.
"""
import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.formula.api import ols
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.anova import anova_lm
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
            "effect": differences.mean() / differences.std(ddof=1),
        },
    }


def power(n, effect):
    critical = stats.t.ppf(0.975, n - 1)
    shift = effect * np.sqrt(n)
    return stats.nct.sf(critical, n - 1, shift) + stats.nct.cdf(-critical, n - 1, shift)


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
