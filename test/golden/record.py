#!/usr/bin/env python3
"""Makes the golden files of this folder anew, from the libraries that they come from.

    python3 test/golden/record.py                       all of them
    python3 test/golden/record.py schedules init        some of them
    python3 test/golden/record.py --check               compares, and writes nothing
    python3 test/golden/record.py --check --cases 'plateau_*' schedules

The definition of a case (id, parameters, data, initial weights, gradients) stands in the file itself and stays. Only the
values that a library computes from it are made anew. To add a case, write its definition into the file, with any
values, and record the file. The status is 1 if values differ by more than rounding.

Made with the versions in requirements.txt. torch 1.13 can check all but the cases in recorders/older.py.
"""
import argparse
import gzip
import importlib
import json
import sys
from fnmatch import fnmatch
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from recorders.compare import differences  # noqa: E402

#: By file: the module and function that record it, and tolerances (see recorders/compare.py).
FILES = {
    "schedules": ("schedules", "schedules", {"": (1e-12, 1e-10)}),
    "schedule_errors": ("schedules", "schedule_errors", {"": (1e-12, 1e-10)}),
    "compositions": ("compositions", "compositions", {"": (1e-12, 1e-12)}),
    "optimizers": ("optimizers", "trajectories", {"float32": (5e-6, 5e-6), "": (1e-10, 1e-10)}),
    "optimizers2": ("optimizers", "trajectories", {"float32_bf16ns": (0.05, 0), "float32": (5e-6, 5e-6), "": (1e-10, 1e-10)}),
    "optimizer_shapes": ("optimizers", "shapes", {"": (5e-6, 5e-6)}),
    "optimizer_errors": ("optimizers", "errors", {"": (0, 0)}),
    "signatures": ("signatures", "signatures", {"": (0, 0)}),
    "training": ("training", "trainings", {"linear_mse_diverge float32": (1e-3, 1e-3), "float32": (2e-5, 2e-5), "": (1e-8, 1e-8)}),
    "training2": ("training", "trainings", {"muon_bf16": (5e-4, 0), "float32": (5e-5, 5e-5), "": (1e-8, 1e-8)}),
    "averaging": ("training", "trainings", {"": (5e-5, 5e-5)}),
    "init": ("init", "initial_values", {}),
    "article": ("article", "article", {"": (0, 1e-12)}),
    "lr_find": ("range_test", "range_test", {"": (0, 2e-4)}),
    "statistics": ("samples", "statistics", {"": (0, 1e-9)}),
    "tpe": ("tpe", "tree_parzen", {"": (0, 1e-6)}),
    "sobol": ("sobol", "sobol", {"": (0, 0)}),
    "math": ("elementary", "elementary", {"": (0, 1e-3)}),
    "checksums": ("checksums", "checksums", {"": (0, 0)}),
}
#: Files that no version of torch has a part in.
WITHOUT_TORCH = ("statistics", "tpe", "sobol", "math", "checksums")


#: Packed: definitions are most of it.
PACKED = ("compositions",)


def path_of(name):
    return HERE / f"{name}.json{'.gz' if name in PACKED else ''}"


def read(path):
    if not path.exists():
        return None
    data = path.read_bytes()
    return json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)


def write(path, text):
    data = text.encode()
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)


def layout(name, golden):
    """The text of a file."""
    if name == "checksums":
        return json.dumps(golden, indent=2) + "\n"
    if name in ("article", "statistics", "tpe", "signatures"):
        return json.dumps(golden, indent=1) + ("\n" if name == "statistics" else "")
    if name in ("lr_find", "sobol"):
        return json.dumps(golden)
    text = importlib.import_module("recorders.text")
    if name == "math":
        return text.lists_of_an_object(golden)
    return text.cases_of_an_object(golden) if isinstance(golden, dict) else text.case_a_line(golden)


class Chosen:
    """Tells which cases are asked for and can be had, and counts them."""

    def __init__(self, name, pattern):
        self.name, self.pattern = name, pattern
        self.done, self.lacking = set(), set()
        self.older = None if name in WITHOUT_TORCH else importlib.import_module("recorders.older")

    def __call__(self, case):
        if not fnmatch(case, self.pattern):
            return False
        is_there = self.older is None or self.older.is_there(self.name, case)
        (self.done if is_there else self.lacking).add(case)
        return is_there


def record(name, chosen, is_check):
    """Records a file, or compares only. Returns what differs, a line each."""
    module, function, tolerances = FILES[name]
    path = path_of(name)
    golden = read(path)
    recorder = importlib.import_module(f"recorders.{module}")
    made = getattr(recorder, function)(golden, chosen)
    misfits = getattr(recorder, "misfits", None)
    wrong = misfits(made, chosen) if misfits else differences(golden, made, tolerances)
    if not is_check and not chosen.lacking and not any("raises" in line for line in wrong):
        write(path, layout(name, made))
    return wrong


def told(name, chosen, wrong, is_check):
    counts = f", {len(chosen.done)} cases" if chosen.done else ""
    lacking = f", {len(chosen.lacking)} left out: this torch lacks them" if chosen.lacking else ""
    kept = "" if is_check or not chosen.lacking else "; NOT WRITTEN"
    return f"{name}: {f'{len(wrong)} values differ' if wrong else 'as it was'}{counts}{lacking}{kept}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", metavar="file", help=f"default: all of {', '.join(FILES)}")
    parser.add_argument("--check", action="store_true", help="compare with the files, and write nothing")
    parser.add_argument("--cases", default="*", metavar="PATTERN", help="with --check: ids of cases; * stands for any letters")
    options = parser.parse_args()
    unknown = [name for name in options.files if name not in FILES]
    if unknown:
        parser.error(f"unknown file: {', '.join(unknown)}")
    if options.cases != "*" and not options.check:
        parser.error("--cases needs --check")
    differing = 0
    for name in options.files or FILES:
        chosen = Chosen(name, options.cases)
        wrong = record(name, chosen, options.check)
        print(told(name, chosen, wrong, options.check), *[f"  {line}" for line in wrong[:20]], sep="\n", flush=True)
        differing += len(wrong)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
