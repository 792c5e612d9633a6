import type { Model } from "../bind/model.ts";
import type { RunConfig } from "../contracts/config.ts";
import type { DataShape } from "../contracts/dataset.ts";
import type { Registry } from "../contracts/registry.ts";
import { formatBytes } from "../experiment/memory.ts";
import type { Operation } from "../kernels/operation.ts";
import { counted } from "../numbers/counted.ts";
import { Arena } from "../tape/arena.ts";
import { elements, formatShape } from "../tape/shape.ts";
import { compile, type Pass } from "./compile.ts";
import { type LoadedData, placeData } from "./data.ts";
import { executorFor, ProcessorUnfit } from "./executors.ts";
import { footprintOf } from "./footprint.ts";
import { laneKey } from "./lanes.ts";
import type { PlacedParameter } from "./parameters.ts";

/** Where the arena begins: far beyond any size, so that an operand tells by itself whether it is an address. */
const ORIGIN = 1 << 28;

/** A tape to be shown. */
interface Shown {
  readonly title: string;
  readonly operations: readonly Operation[];
  readonly rows: number;
}

interface Compiled {
  readonly model: Model;
  readonly parameters: readonly PlacedParameter[];
  readonly end: number;
  readonly tapes: readonly Shown[];
}

/** What a run compiles to, in words: layers and shapes, parameters, memory, operations of a step, and the tape itself. */
export function explainRun(config: RunConfig, shape: DataShape, parts: Registry): string {
  const arena = new Arena(ORIGIN);
  const data = placeData(arena, shape);
  const site = { parts, data, shape, base: arena.end, cyclesMomentum: false };
  const isTiny = laneKey(config, shape, parts) !== undefined;
  const compiled = alone();
  const names = namesIn(compiled, data);
  const [training] = compiled.tapes as readonly [Shown];
  const lines = [
    `data     ${formatShape(shape.features)} → ${formatShape(shape.targets)}${shape.classes ? ` of ${shape.classes} classes` : ""}; ${counted(shape.training, "row")} to train on in batches of ${training.rows}, ${shape.validation} held out${shape.test ? `, ${shape.test} for test` : ""}`,
    ...layersOf(config, compiled.model),
    `engine   ${engineName(config.training.engine)}`,
    `memory   ${memoryOf(config, shape, parts)}`,
    `a step   ${stepFlops(training)} FLOPs: products of matrices there and back, 2 for each multiplication and addition`,
    ...(isTiny
      ? [
          "         a model so small trains in SIMD lanes: one kernel does these operations row by row, for up to 16 runs",
        ]
      : []),
    ...compiled.tapes.flatMap((tape) => ["", ...listing(tape, names, compiled.end)]),
  ];
  return lines.join("\n");

  function alone(): Compiled {
    const { model, parameters, buffers, training, evaluation, collection, end } = compile(config, site);
    const shown = (title: string, { lowered, rows }: Pass): Shown => ({ title, rows, operations: lowered.operations });
    const tapes = [
      shown("training", training),
      shown("evaluation", evaluation),
      shown("after an epoch", training.closing),
      ...(collection ? [shown("collection of statistics", collection)] : []),
    ];
    return { model, parameters: [...parameters.parameters, ...buffers.buffers], end, tapes };
  }
}

/** What would run here; checking works on processors that cannot train, too. */
function engineName(engine: RunConfig["training"]["engine"]): string {
  try {
    return executorFor(engine).name;
  } catch (error) {
    if (error instanceof ProcessorUnfit) return `none: ${error.message}`;
    throw error;
  }
}

function layersOf({ model: configs, loss, metrics }: RunConfig, { layers }: Model): readonly string[] {
  const counts = layers.map(({ parameters }) => parameters.reduce((sum, own) => sum + elements(own.shape), 0));
  const rows = layers.map(({ output }, layer) => [`${layer} ${configs[layer]?.type}`, formatShape(output)]);
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const lines = rows.map(([name = "", output = ""], layer) => {
    const own = counts[layer] ? `  ${counts[layer]} parameters` : "";
    return `         ${name.padEnd(width(0))}  ${output.padEnd(width(1))}${own}`.trimEnd();
  });
  const total = counts.reduce((sum, count) => sum + count, 0);
  const measured = metrics.length > 0 ? `, and ${metrics.map(({ type }) => type).join(", ")}` : "";
  return [`model    ${total} parameters`, ...lines, `loss     ${loss.type}${measured}`];
}

function memoryOf(config: RunConfig, shape: DataShape, parts: Registry): string {
  const { total, data, parameters, state, batch } = footprintOf(config, shape, false, parts);
  const shares = [
    `data ${formatBytes(data)}`,
    `parameters and gradients ${formatBytes(parameters)}`,
    `optimizer ${formatBytes(state)}`,
    `batches ${formatBytes(batch)}`,
  ];
  return `${formatBytes(total)}: ${shares.join(", ")}`;
}

const stepFlops = ({ operations, rows }: Shown): number => operations.reduce((sum, { flops }) => sum + flops * rows, 0);

/** Addresses that have a name. */
function namesIn({ parameters }: Compiled, data: LoadedData): ReadonlyMap<number, string> {
  const names = new Map([
    [data.training.x, "x"],
    [data.training.y, "y"],
    [data.validation.x, "held-out x"],
    [data.validation.y, "held-out y"],
  ]);
  for (const { name, offset, gradient } of parameters) {
    names.set(offset, name);
    if (gradient !== 0) names.set(gradient, `∂${name}`);
  }
  return names;
}

function listing({ title, operations }: Shown, names: ReadonlyMap<number, string>, end: number): readonly string[] {
  const place = (value: number) =>
    names.get(value) ?? (value >= ORIGIN && value < end ? `@${(value - ORIGIN).toString(16)}` : `${value}`);
  const word = (value: number | boolean) => (typeof value === "number" ? place(value) : `${value}`);
  const shown = ([name, value]: readonly [string, number | boolean | readonly number[]]) =>
    `${name}=${typeof value === "object" ? value.map(word).join(",") : word(value)}`;
  const width = Math.max(...operations.map(({ name }) => name.length));
  const heading = `${title}: ${operations.length} operations a step (@: an address, in bytes, base 16)`;
  const lines = operations.map(({ name, operands }) => {
    return `  ${name.padEnd(width)}  ${Object.entries(operands).map(shown).join(" ")}`;
  });
  return [heading, ...lines];
}
