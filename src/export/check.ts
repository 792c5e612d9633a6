/** check.py, the same for all runs. It needs Python alone. */
export const CHECK = `"""Compares losses.csv, which train.py writes, with recorded.csv, which lrsweep wrote.

Rates must agree to 1e-12 of their value, losses and metrics to 1e-4 of theirs or, if they become as small, of a thousandth
of the first one; r2, which goes through 0, to 1e-4 of at least 1. Accuracies are shown only: a single row on the verge
changes them.

Some runs are chaotic: every rounding error grows from step to step, and no two programs round alike. That can be
measured. \`python check.py --nudge\` first trains five more times, from weights that differ in their last bits
(train.py --nudge N, nudged-N.csv). The largest difference that these runs show in a loss up to an epoch, times ten, is
then allowed for that loss. For a metric, ten times its own largest difference or that of any loss is allowed, and for a
rate that of any loss. Epochs in which rounding errors have not grown keep the strict bounds.
"""
import csv
import itertools
import math
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def read(name):
    with open(HERE / name, encoding="utf-8") as file:
        return list(csv.DictReader(file))


def difference(found, wanted, least):
    if not math.isfinite(found) or not math.isfinite(wanted):
        return 0.0 if math.isfinite(found) == math.isfinite(wanted) else math.inf
    return abs(found - wanted) / max(abs(wanted), least, 1e-300)


def least_of(column):
    """What a difference of a figure is measured by at least."""
    return 1.0 if column.endswith(("_r2", "_score")) else abs(float(recorded[0][column])) / 1000


def differences(rows, others, column, least):
    return [difference(float(row[column]), float(other[column]), least) for row, other in zip(rows, others)]


def roundings(figure):
    """By how much a loss differs when weights differ in their last bits, up to each epoch. Of rates any loss, of metrics those too."""
    losses = [column for column in rows[0] if column.endswith("_loss")]
    columns = [figure] if figure in losses else losses if is_rate(figure) else [*losses, figure]
    each = [
        differences(run, rows, column, least_of(column))
        for run in nudged
        for column in columns
        if not run or column in run[0]
    ]
    # A run that ended early differs by all there is.
    worst = [max((run[at] if at < len(run) else math.inf for run in each), default=0.0) for at in range(len(rows))]
    return list(itertools.accumulate(worst, max))


def is_rate(column):
    return column.split(".")[0] in ("lr", "lr_end", "momentum")


def compare(column):
    """Says how near a column is to what was recorded, and whether that is near enough."""
    strict, least = (1e-12, 1e-300) if is_rate(column) else (1e-4, least_of(column))
    found = differences(rows, recorded, column, least)
    # Rounding below the bound of losses is no excuse for rates: they may differ where a plateau was seen otherwise.
    allowed = [max(strict, 10 * rounding) if 10 * rounding > 1e-4 else strict for rounding in roundings(column)]
    beyond = [epoch for epoch, value in enumerate(found, 1) if value > strict]
    is_near = all(value <= most for value, most in zip(found, allowed))
    if not beyond:
        print(f"{column}: within {strict:g} (at most {max(found):.1e})")
    elif is_near:
        print(f"{column}: within {strict:g} before epoch {beyond[0]}, then within what rounding does (at most {max(found):.1e})")
    else:
        print(f"{column}: DIFFERS by more than {strict:g} from epoch {beyond[0]} on (at most {max(found):.1e})")
    return is_near or column.endswith("_accuracy")


if not (HERE / "losses.csv").exists():
    sys.exit("losses.csv is missing: run train.py first, which writes it")
if "--nudge" in sys.argv[1:]:
    for number in range(1, 6):
        train = [sys.executable, HERE / "train.py", "--nudge", str(number)]
        if subprocess.run(train, stdout=subprocess.DEVNULL).returncode != 0:
            sys.exit(f"train.py --nudge {number} failed, so there is nothing to compare with")
rows, recorded = read("losses.csv"), read("recorded.csv")
nudged = [read(path.name) for path in sorted(HERE.glob("nudged-*.csv"))]
if len(rows) != len(recorded):
    sys.exit(f"losses.csv has {len(rows)} epochs, recorded.csv {len(recorded)}")
if not all([compare(column) for column in rows[0] if column != "epoch"]):
    sys.exit("not as recorded" if nudged else "python check.py --nudge finds out whether that is rounding")
`;
