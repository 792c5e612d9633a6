import { bindModel, type Model } from "../bind/model.ts";
import { NoPyTorch, spell } from "../contracts/torch.ts";
import { elements } from "../tape/shape.ts";
import { writeLoop } from "./loop.ts";
import { type WrittenModel, writeModel } from "./model.ts";
import { writeOptimizer } from "./optimizer.ts";
import { literal, writeCall } from "./python.ts";
import { batchSizeOf, type ExportTask, type RunToWrite } from "./run.ts";
import { monitoredBy, writeSchedule } from "./schedule.ts";

/** Figures that a script computes. */
const KNOWN = ["train_loss", "val_loss", "train_accuracy", "val_accuracy", "grad_norm"];

/** How a run's targets meet its model's output. */
function taskOf({ columns }: RunToWrite, { loss, output }: Model): ExportTask {
  const { kind } = loss.prediction;
  const hasAccuracy = kind !== "numbers" && columns.metrics.includes("train_accuracy");
  return { kind, hasAccuracy, isSequence: kind === "classes" && output.length > 1 };
}

/**
 * A run as a person would write it in PyTorch: train.py, which reads data.npz, weights.npz and recorded.csv beside it.
 * @throws NoPyTorch where there is no way to say it
 */
export function writeScript(run: RunToWrite): string {
  const { config, shape, parts } = run;
  const model = writeModel(run);
  const task = taskOf(run, model.bound);
  const schedule = writeSchedule(run);
  const monitored = monitoredBy(run);
  const strange = monitored.find((metric) => !KNOWN.includes(metric));
  if (strange !== undefined) throw new NoPyTorch(`the schedule follows ${strange}, which the script does not compute`);
  const cycles = run.columns.rates.includes("momentum");
  const optimizer = writeOptimizer(run, model.bound.parameters, cycles);
  const loss = spell(parts.loss[config.loss.type] as NonNullable<(typeof parts.loss)[string]>, config.loss);
  const carried = [
    ...model.carried,
    ...loss.carried,
    ...optimizer.carried,
    ...(schedule.kind === "constant" ? [] : schedule.carried),
  ].filter((text, index, all) => all.indexOf(text) === index);
  const body = [
    settings(run),
    ...carried.map((text) => `\n${text}\n`),
    dataLines(run, task),
    `${writeCall(model.call, "model = ")}
weights = np.load(HERE / "weights.npz")
model.load_state_dict({name: torch.from_numpy(weights[name]) for name in weights})
${nudge(model)}`,
    writeCall(loss, "criterion = "),
    [
      ...(optimizer.namesParameters ? ["parameters = dict(model.named_parameters())"] : []),
      writeCall(optimizer.call, "optimizer = "),
      ...(schedule.kind === "constant" ? [] : [writeCall(schedule.call, "scheduler = ")]),
      ...(optimizer.average ? [writeCall(optimizer.average.call, "average = "), "updates = 0"] : []),
    ].join("\n"),
    writeLoop({ run, task, model, optimizer, schedule, keepsNorm: monitored.includes("grad_norm") }),
  ];
  const text = `${body.join("\n\n").replace(/\n{4,}/g, "\n\n\n")}\n`;
  return `${heading(run, shape.validation > 0)}\n${imports(text)}\n${text}`;
}

/** Weights that differ in their last bits, but for those whose gradients are nothing but rounding. */
function nudge({ removed }: WrittenModel): string {
  const start = "if NUDGE is not None:\n    torch.manual_seed(NUDGE)\n    with torch.no_grad():\n        ";
  const change = "p.mul_(1 + 2**-20 * torch.randn_like(p).sign())";
  if (removed.length === 0) return `${start}for p in model.parameters():\n            ${change}`;
  return `${start}for name, p in model.named_parameters():
            # BatchNorm takes a bias before it away: what is left as its gradient is rounding.
            if name not in [${removed.map((name) => literal(name)).join(", ")}]:
                ${change}`;
}

/** Said where the data are not what stands in their file. */
const PREPARATION = `  preparation.json
                what became of the values of the data's file: (value - mean) / scale, by column; names of classes
`;

function heading({ title, id, version, config, preparation }: RunToWrite, validates: boolean): string {
  const order = config.training.shuffle ? ", and the order in which they are trained on" : "";
  const rows = validates ? "the rows to train on and those held out" : "the rows to train on";
  return `"""${title.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}

Run ${id}, exported by lrsweep ${version}. Beside this script lie
  data.npz      ${rows}${order}
  weights.npz   the weights it starts from
  recorded.csv  what lrsweep measured
${preparation ? PREPARATION : ""}  check.py      compares losses.csv with recorded.csv
It writes losses.csv and trained.npz, the weights it ends with, under the names in weights.npz.
"""`;
}

/** Modules of Python's own that a text uses. */
export const modulesIn = (text: string): readonly string[] =>
  ["bisect", "csv", "math", "sys"].filter((module) => new RegExp(`(?<![\\w.])${module}\\.`).test(text));

/** What a text uses of torch.optim: a line, or none. */
export function optimImports(text: string): readonly string[] {
  const used = ["lr_scheduler", "swa_utils"].filter((word) => text.includes(`${word}.`));
  return used.length === 0 ? [] : [`from torch.optim import ${used.join(", ")}`];
}

/** What the text uses. */
function imports(text: string): string {
  return [
    ...modulesIn(text).map((module) => `import ${module}`),
    "from pathlib import Path",
    "",
    "import numpy as np",
    "import torch",
    "from torch import nn",
    ...optimImports(text),
    "",
  ].join("\n");
}

function settings(run: RunToWrite): string {
  const { config, earlyEnd } = run;
  const { epochs } = config.training;
  const left = earlyEnd ? `\nLAST_EPOCH = ${earlyEnd.epochs}  # ${earlyEnd.why}` : "";
  return `HERE = Path(__file__).parent\nEPOCHS = ${literal(epochs)}${left}\nBATCH_SIZE = ${literal(batchSizeOf(run))}
NUDGE = int(sys.argv[2]) if sys.argv[1:2] == ["--nudge"] else None  # see check.py`;
}

function dataLines({ shape, config, isFresh, preparation }: RunToWrite, task: ExportTask): string {
  const rows = isFresh ? "[epochs, rows, …]" : "[rows, …]";
  const names = [
    ...["train_x", "train_y"],
    ...(shape.validation > 0 ? ["val_x", "val_y"] : []),
    ...((shape.test ?? 0) > 0 ? ["test_x", "test_y"] : []),
  ];
  const loaded = names.map((name) => `torch.from_numpy(data["${name}"])`);
  const targets = task.kind === "classes" ? "; targets are indices of classes" : "";
  const order = config.training.shuffle ? '\norder = torch.from_numpy(data["order"]).long()  # [epochs, rows]' : "";
  const pairs = names.flatMap((name, index) =>
    index % 2 === 0 ? [`${name}, ${names[index + 1]} = ${loaded[index]}, ${loaded[index + 1]}`] : [],
  );
  const changed = preparation?.inputs.some(({ mean, scale }) => mean !== 0 || scale !== 1);
  const done = [changed && "scaled already", preparation?.filled && "missing values are filled in"].filter(Boolean);
  const prepared = done.length > 0 ? `; ${done.join(", ")}, see preparation.json` : "";
  return `data = np.load(HERE / "data.npz")  # ${rows}${targets}${prepared}\n${pairs.join("\n")}${order}`;
}

/** What a run's targets are to its loss. */
export function targetKind(run: RunToWrite): ExportTask["kind"] {
  return bindModel(run.config, run.shape, run.parts).loss.prediction.kind;
}

/** Shape of the targets of a sample in PyTorch: an index of a class alone has none. */
export function targetShape(kind: ExportTask["kind"], targets: readonly number[]): readonly number[] {
  return kind === "classes" && elements(targets) === 1 ? [] : targets;
}
