import { spawnSync } from "node:child_process";
import { lacks } from "./needs.ts";
import { root } from "./root.ts";

/** The Python to run scripts with. */
export const python = process.env.LRSWEEP_PYTHON ?? "python3";

/** Skips a test where there is no Python. */
export function needsPython(context: Mocha.Context): void {
  if (spawnSync(python, ["--version"]).status !== 0) lacks(context, "Python 3 (apt-get install python3)");
}

/** Skips a test, or the tests of a suite, where Python has no PyTorch of any version. */
export function needsTorch(context: Mocha.Context): void {
  if (spawnSync(python, ["-c", "import torch, numpy"]).status !== 0)
    lacks(context, "PyTorch and NumPy (apt-get install python3-torch python3-numpy) for LRSWEEP_PYTHON, or python3");
}

/** Skips a test where Python has no pandas. */
export function needsPandas(context: Mocha.Context): void {
  if (spawnSync(python, ["-c", "import pandas"]).status !== 0)
    lacks(context, "pandas (apt-get install python3-pandas) for LRSWEEP_PYTHON, or python3");
}

/** What follows Python to start two ranks: torchrun itself, where it works. Debian's 1.13 fails with its Python. */
export function rankLauncher(): readonly string[] {
  const torchrun = ["-m", "torch.distributed.run", "--nproc_per_node=2"];
  const works = spawnSync(python, [...torchrun, "--no_python", "true"]).status === 0;
  return works ? torchrun : [`${root}test/adapters/programs/ranks.py`];
}

/**
 * Whether exported scripts of every kind can be trained: they may need any part of PyTorch, of which Muon is the newest
 * (2.9). Without it they are compiled only.
 */
export const hasTorch = () => spawnSync(python, ["-c", "import torch, numpy; torch.optim.Muon"]).status === 0;

/** TensorBoard's own reader. */
export const hasTensorBoard = () => spawnSync(python, ["-c", "import tensorboard"]).status === 0;

const READ_EVENTS = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

def scalars(folder):
    events = EventAccumulator(folder, size_guidance={"scalars": 0})
    events.Reload()
    return {tag: [[event.step, event.value] for event in events.Scalars(tag)] for tag in events.Tags()["scalars"]}

json.dump([scalars(folder) for folder in sys.argv[1:]], sys.stdout)
`;

/** By tag the steps and values that TensorBoard finds in log directories. */
export function readEvents(folders: readonly string[]): readonly Readonly<Record<string, [number, number][]>>[] {
  const { stdout, stderr, status } = spawnSync(python, ["-c", READ_EVENTS, ...folders], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** What Python says against the syntax of scripts; "" if nothing. */
export function syntaxErrors(paths: readonly string[]): string {
  const program =
    "import sys, pathlib\nfor path in sys.argv[1:]: compile(pathlib.Path(path).read_text('utf8'), path, 'exec')";
  return spawnSync(python, ["-c", program, ...paths], { encoding: "utf8" }).stderr;
}

/** Trains scripts one after the other in one process, compares each with its record, and says what was wrong. */
const TRAIN = `
import contextlib, io, json, runpy, sys, warnings
import torch
torch.set_num_threads(1)
warnings.simplefilter("error", UserWarning)

def run(path, *args):
    sys.argv = [path, *args]
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            runpy.run_path(path, run_name="__main__")
    except SystemExit as end:
        return f"{out.getvalue()}{end.code or ''}" if end.code else ""
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""

given = json.load(sys.stdin)
nudges = given["nudges"]
for path in given["paths"]:
    check = path.replace("train.py", "check.py")
    wrong = run(path) or run(check)
    if "--nudge" in wrong and nudges:
        for number in "12345":
            run(path, "--nudge", number)
        wrong = run(check)
    if wrong:
        print(f"{path}: {wrong}")
`;

/**
 * What differs from the records when scripts are trained in PyTorch; "" if nothing.
 * @param nudges whether figures may differ as far as weights do that differ in their last bits; see check.py
 */
export function differences(paths: readonly string[], nudges: boolean): string {
  const { stdout, stderr, status } = spawnSync(python, ["-W", "ignore::ResourceWarning", "-c", TRAIN], {
    input: JSON.stringify({ paths, nudges }),
    encoding: "utf8",
    env: { ...process.env, OMP_NUM_THREADS: "1" },
  });
  return status === 0 ? stdout : `${stdout}${stderr}`;
}
