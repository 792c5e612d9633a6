import { Float, type TorchCall } from "../contracts/torch.ts";
import { block, type Lines } from "./lines.ts";
import { figureOfOutput, figureOfTerms, keepTerms, metricFunctions, noTerms } from "./metrics.ts";
import type { WrittenOptimizer } from "./optimizer.ts";
import { literal, oneLine } from "./python.ts";
import { batchSizeOf, type ExportTask, type RunToWrite } from "./run.ts";
import type { WrittenSchedule } from "./schedule.ts";
import type { ScriptParts } from "./way.ts";

/** The functions that measure, the training loop, and what becomes of its rows. */
export function writeLoop(written: ScriptParts): string {
  const { task, run, way } = written;
  const functions = [
    ...task.metrics.flatMap(metricFunctions),
    ...(run.shape.validation > 0 ? [block(evaluateFunction(task)).join("\n")] : []),
    ...(way.measuresTests && hasTests(run) ? [block(evaluateFunction(task, "test")).join("\n")] : []),
  ];
  return [
    ...functions.map((text) => `\n${text}\n`),
    ...[trainingLoop(written), ...way.ending(written)].map((lines) => block(lines).join("\n")),
  ].join("\n\n");
}

/** Whether rows are held out that nothing decides by. */
export const hasTests = ({ shape }: RunToWrite) => (shape.test ?? 0) > 0;

/** Output and targets as the loss takes them: one class, or one number, a line. */
export const flattened = (
  { isSequence }: ExportTask,
  output: string,
  target: string,
): [output: string, target: string] =>
  isSequence ? [`${output}.flatten(0, -2)`, `${target}.flatten()`] : [output, target];

/** @param rows what it measures on */
function evaluateFunction(task: ExportTask, rows: "val" | "test" = "val"): Lines {
  const [output, target] = flattened(task, `network(${rows}_x)`, `${rows}_y`);
  const head = `def evaluate${rows === "val" ? "" : `_${rows}`}(network):`;
  if (task.metrics.length === 0) {
    const returned = `return {"${rows}_loss": criterion(${output}, ${target}).item()}`;
    return ["@torch.no_grad()", head, ["network.eval()", returned]];
  }
  return [
    "@torch.no_grad()",
    head,
    [
      "network.eval()",
      `output, target = ${output}, ${target}`,
      "return {",
      [
        `"${rows}_loss": criterion(output, target).item(),`,
        ...task.metrics.map((metric) => `"${rows}_${metric.name}": ${figureOfOutput(metric)},`),
      ],
      "}",
    ],
  ];
}

/** A function of the loss over the rows to train on at the first weights. It leaves the model as it was. */
export function untrainedLossFunction(run: RunToWrite, task: ExportTask, weights: string): Lines {
  const [x, y] = run.isFresh ? ["train_x[0]", "train_y[0]"] : ["train_x", "train_y"];
  const [output, target] = flattened(task, `model(${x}[batch])`, `${y}[batch]`);
  return [
    "def untrained_loss():",
    [
      "state = {name: value.clone() for name, value in model.state_dict().items()}",
      `model.load_state_dict(${weights})`,
      "model.eval()",
      "with torch.no_grad():",
      [
        `batches = torch.arange(len(${x})).split(BATCH_SIZE)`,
        `total = sum(criterion(${output}, ${target}).item() * len(batch) for batch in batches)`,
      ],
      "model.load_state_dict(state)",
      `return total / len(${x})`,
    ],
  ];
}

function trainingLoop(written: ScriptParts): Lines {
  const { run, task, way, model, optimizer, schedule, keepsNorm } = written;
  const { isFresh } = run;
  const { average } = optimizer;
  const rateLines = ratesOf(written);
  return [
    ...way.before(written),
    countsSteps(written) && "steps = 0",
    `for epoch in range(1, ${way.lastEpoch(run)} + 1):`,
    [
      isFresh && "x, y = train_x[epoch - 1], train_y[epoch - 1]",
      ...rateLines,
      "model.train()",
      ...model.frozen.map((name) => `model.get_submodule(${literal(name)}).eval()  # frozen`),
      "total, seen = 0.0, 0",
      task.metrics.length > 0 && noTerms(task.metrics),
      keepsNorm && "norms = []",
      `for batch in ${batches(written)}:`,
      stepLines(written),
      ...(average?.interval === "epoch" ? updateLines(average.start) : []),
      ...statisticsLines(written),
      ...rowLines(written),
      ...way.afterRow(run),
      ...epochTick(schedule),
    ],
  ];
}

function batches({ run }: ScriptParts): string {
  const { config, shape, isFresh, stepsPerEpoch } = run;
  const { shuffle, drop_last } = config.training;
  const all = shuffle ? "order[epoch - 1]" : `torch.arange(len(${isFresh ? "x" : "train_x"}))`;
  const isCut = drop_last && stepsPerEpoch * batchSizeOf(run) < shape.training;
  return `${all}${isCut ? `[: ${stepsPerEpoch} * BATCH_SIZE]` : ""}.split(BATCH_SIZE)`;
}

function stepLines(written: ScriptParts): Lines {
  const { run, task, way, optimizer, schedule, keepsNorm } = written;
  const [x, y] = run.isFresh ? ["x", "y"] : ["train_x", "train_y"];
  const [output, target] = flattened(task, `model(${x}[batch])`, `${y}[batch]`);
  const isShort = task.metrics.length === 0;
  return [
    ...recordEnd(written),
    "optimizer.zero_grad()",
    !isShort && `output, target = ${output}, ${target}`,
    isShort ? `loss = criterion(${output}, ${target})` : "loss = criterion(output, target)",
    "loss.backward()",
    keepsNorm && way.norm,
    ...optimizer.gradients.map(oneLine),
    "optimizer.step()",
    ...(optimizer.average?.interval === "step" ? updateLines(optimizer.average.start) : []),
    ...stepTick(schedule),
    "total += loss.item() * len(batch)",
    ...keepTerms(task.metrics),
    "seen += len(batch)",
  ];
}

/** Updates of the running average; it begins after `start` of them. */
function updateLines(start: number): Lines {
  return ["updates += 1", `if updates > ${start}:`, ["average.update_parameters(model)"]];
}

/** BatchNorm's statistics of the average, over the batches of the last epoch. */
function statisticsLines({ optimizer, run, ...written }: ScriptParts): Lines {
  if (!optimizer.average?.collectsStatistics) return [];
  const x = run.isFresh ? "x" : "train_x";
  const loader = `(${x}[batch] for batch in ${batches({ optimizer, run, ...written })})`;
  return ["if epoch == EPOCHS and average.n_averaged > 0:", [`swa_utils.update_bn(${loader}, average)`]];
}

/** What steps a schedule after an epoch, `row` being its metrics. */
export function epochTick(schedule: WrittenSchedule): Lines {
  switch (schedule.kind) {
    case "constant":
      return [];
    case "phases":
      return ["scheduler.after_epoch(row)"];
    case "one": {
      const { interval, frequency, takes } = schedule;
      if (interval === "step") return [];
      const given = typeof takes === "object" ? `row[${literal(takes.metric)}]` : takes === "row" ? "row" : "";
      const step = tickOf(schedule.call, `scheduler.step(${given})`);
      return frequency === 1 ? step : [`if epoch % ${frequency} == 0:`, step];
    }
  }
}

/** What steps a schedule after an optimizer step. */
export function stepTick(schedule: WrittenSchedule): Lines {
  switch (schedule.kind) {
    case "constant":
      return [];
    case "phases":
      return ["scheduler.after_step()"];
    case "one": {
      if (schedule.interval === "epoch") return [];
      const step = tickOf(schedule.call, "scheduler.step()");
      return schedule.frequency === 1 ? step : ["steps += 1", `if steps % ${schedule.frequency} == 0:`, step];
    }
  }
}

/** A cycle that only rises ends in a way down without length, at which PyTorch divides by 0: that tick is left out. */
function tickOf({ callee, keywords: { pct_start } }: TorchCall, step: string): Lines {
  const onlyRises = callee === "lr_scheduler.OneCycleLR" && pct_start instanceof Float && pct_start.value === 1;
  return onlyRises ? ["if scheduler.last_epoch + 1 < scheduler.total_steps:", [step]] : [step];
}

const countsSteps = ({ schedule }: ScriptParts) =>
  schedule.kind === "one" && schedule.interval === "step" && schedule.frequency > 1;

/** The rates of the epoch's first step, by column. */
function ratesOf({ optimizer, run }: ScriptParts): Lines {
  const { rates } = run.columns;
  const groups = optimizer.rates.flatMap((column, index) =>
    rates.includes(column) ? [`${literal(column)}: optimizer.param_groups[${index}]["lr"]`] : [],
  );
  const cycled = optimizer.cycled === "betas.0" ? '["betas"][0]' : '["momentum"]';
  const momentum = rates.includes("momentum") && optimizer.cycled !== undefined;
  const all = [...groups, ...(momentum ? [`"momentum": optimizer.param_groups[0]${cycled}`] : [])];
  return all.length === 1 ? [`rates = {${all[0]}}`] : ["rates = {", all.map((entry) => `${entry},`), "}"];
}

/** The network that counts: the average once it has begun. */
export const averageOr = ({ average }: WrittenOptimizer, name: string) =>
  average ? `${name} if average.n_averaged > 0 else model` : "model";

/** The epoch's row, what is measured on held-out rows last. */
function rowLines({ run, task, way, optimizer, keepsNorm }: ScriptParts): Lines {
  const network = averageOr(optimizer, "average");
  const entries = [
    '"epoch": epoch',
    "**rates",
    ...(run.columns.rates.includes("lr_end") ? ['"lr_end": last_rate'] : []),
    '"train_loss": total / seen',
    ...task.metrics.map((metric) => `"train_${metric.name}": ${figureOfTerms(metric)}`),
    ...(keepsNorm ? [`"grad_norm": ${way.meanNorm}`] : []),
    ...(run.shape.validation > 0 ? [`**evaluate(${network})`] : []),
    ...(way.measuresTests && hasTests(run) ? [`**evaluate_test(${network})`] : []),
  ];
  const whole = `row = {${entries.join(", ")}}`;
  return whole.length <= 110 ? [whole] : ["row = {", entries.map((entry) => `${entry},`), "}"];
}

const recordEnd = ({ run }: ScriptParts): Lines =>
  run.columns.rates.includes("lr_end") ? ['last_rate = optimizer.param_groups[0]["lr"]'] : [];
