import { bindModel, type Model } from "../bind/model.ts";
import { NoPyTorch, spell } from "../contracts/torch.ts";
import { writeLoop } from "./loop.ts";
import { measuredColumns, writtenMetrics } from "./metrics.ts";
import { type WrittenModel, writeModel } from "./model.ts";
import { writeOptimizer } from "./optimizer.ts";
import { literal, writeCall } from "./python.ts";
import type { ExportTask, RunToWrite } from "./run.ts";
import { monitoredBy, writeSchedule } from "./schedule.ts";
import type { ScriptWay } from "./way.ts";
import { inFolder } from "./way-folder.ts";

/** How a run's targets meet its model's output. */
function taskOf({ columns }: RunToWrite, model: Model): ExportTask {
  const { kind } = model.loss.prediction;
  const metrics = writtenMetrics(model, columns.metrics);
  return { kind, metrics, isSequence: kind === "classes" && model.output.length > 1 };
}

/**
 * A run as a person would write it in PyTorch.
 * @param way what surrounds its loop; default: train.py, which reads data.npz, weights.npz and recorded.csv beside it
 * @throws NoPyTorch where there is no way to say it
 */
export function writeScript(run: RunToWrite, way: ScriptWay = inFolder): string {
  const { config, parts } = run;
  const model = writeModel(run);
  const task = taskOf(run, model.bound);
  const schedule = writeSchedule(run);
  const monitored = monitoredBy(run);
  const measured = measuredColumns(task.metrics);
  const strange = monitored.find((metric) => !measured.includes(metric));
  if (strange !== undefined) throw new NoPyTorch(`the schedule follows ${strange}, which the script does not compute`);
  const cycles = run.cycles ?? run.columns.rates.includes("momentum");
  const optimizer = writeOptimizer(run, model.bound.parameters, cycles);
  const loss = spell(parts.loss[config.loss.type] as NonNullable<(typeof parts.loss)[string]>, config.loss);
  const carried = [
    ...model.carried,
    ...loss.carried,
    ...optimizer.carried,
    ...(schedule.kind === "constant" ? [] : schedule.carried),
  ].filter((text, index, all) => all.indexOf(text) === index);
  const body = [
    way.settings(run),
    ...carried.map((text) => `\n${text}\n`),
    dataLines(run, task, way),
    [writeCall(model.call, "model = "), ...way.weights, nudge(model)].join("\n"),
    [writeCall(loss, "criterion = "), ...way.criterion].join("\n"),
    [
      ...(optimizer.namesParameters ? ["parameters = dict(model.named_parameters())"] : []),
      writeCall(optimizer.call, "optimizer = "),
      ...(schedule.kind === "constant" ? [] : [writeCall(schedule.call, "scheduler = ")]),
      ...(optimizer.average ? [writeCall(optimizer.average.call, "average = "), "updates = 0"] : []),
    ].join("\n"),
    writeLoop({
      run,
      task,
      way,
      model,
      optimizer,
      schedule,
      keepsNorm: way.keepsNorm || monitored.includes("grad_norm"),
    }),
  ];
  const text = `${body.join("\n\n").replace(/\n{4,}/g, "\n\n\n")}\n`;
  return `${way.heading(run)}${imports(text, way)}\n${text}`;
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

/** Modules of Python's own that a text uses. */
export const modulesIn = (text: string): readonly string[] =>
  ["bisect", "csv", "math", "sys"].filter((module) => new RegExp(`(?<![\\w.])${module}\\.`).test(text));

/** What a text uses of torch.optim: a line, or none. */
export function optimImports(text: string): readonly string[] {
  const used = ["lr_scheduler", "swa_utils"].filter((word) => text.includes(`${word}.`));
  return used.length === 0 ? [] : [`from torch.optim import ${used.join(", ")}`];
}

/** What the text uses. */
function imports(text: string, way: ScriptWay): string {
  return [
    ...modulesIn(text).map((module) => `import ${module}`),
    ...way.imports,
    "import torch",
    "from torch import nn",
    ...optimImports(text),
    "",
  ].join("\n");
}

function dataLines(run: RunToWrite, task: ExportTask, way: ScriptWay): string {
  const { shape, config } = run;
  const names = [
    ...["train_x", "train_y"],
    ...(shape.validation > 0 ? ["val_x", "val_y"] : []),
    ...((shape.test ?? 0) > 0 ? ["test_x", "test_y"] : []),
  ];
  const loaded = names.map(way.array);
  const pairs = names.flatMap((name, index) =>
    index % 2 === 0 ? [`${name}, ${names[index + 1]} = ${loaded[index]}, ${loaded[index + 1]}`] : [],
  );
  return [...way.data(run, task), ...pairs, ...(config.training.shuffle ? [way.order] : [])].join("\n");
}

/** What a run's targets are to its loss. */
export function targetKind(run: RunToWrite): ExportTask["kind"] {
  return bindModel(run.config, run.shape, run.parts).loss.prediction.kind;
}
