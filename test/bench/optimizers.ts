// Each optimizer's update of 4 million parameters, in GB/s of what it must read and write, beside a plain copy of as many
// bytes in the same run.
import type { Json, PartConfig } from "../../src/contracts/config.ts";
import { builderOf } from "../../src/contracts/optimizer.ts";
import { executorFor } from "../../src/engine/executors.ts";
import { lower } from "../../src/engine/lower.ts";
import { Memory } from "../../src/engine/memory.ts";
import { StepKernels } from "../../src/engine/step-kernels.ts";
import * as optimizers from "../../src/optimizers/index.ts";
import { Arena } from "../../src/tape/arena.ts";
import { Tape } from "../../src/tape/tape.ts";
import { complete } from "../configuration.ts";
import type { Reading, Row } from "./figures.ts";
import { median } from "./median.ts";

const SIDE = 2048;
const FLOATS = SIDE * SIDE;
const REPEATS = 7;

/** Streams of parameters' size that an update reads and writes, gradients (read) and parameters (both) included. */
const CASES: readonly (readonly [name: string, streams: number, options: Readonly<Record<string, Json>>])[] = [
  ["SGD", 3, {}],
  ["SGD", 5, { momentum: 0.9 }],
  ["Adam", 7, {}],
  ["Adam", 9, { amsgrad: true }],
  ["AdamW", 7, {}],
  ["NAdam", 7, {}],
  ["RAdam", 7, {}],
  ["Adamax", 7, {}],
  ["Lion", 5, {}],
  ["RMSprop", 5, {}],
  ["Adagrad", 5, {}],
  ["Adadelta", 7, {}],
  ["ASGD", 3, {}],
  ["Rprop", 7, {}],
  // Its estimates are small, but the update needs their norm first.
  ["Adafactor", 6, {}],
  ["Lookahead", 7, { optimizer: { type: "Adam" }, k: 1000 }],
];

const memory = new Memory();
const stepKernels = new StepKernels(memory);
stepKernels.use(executorFor("auto"));
/** Where an arena starts: 0 is no address. */
const START = 64;

function seconds(run: () => void): number {
  const start = performance.now();
  run();
  return (performance.now() - start) / 1000;
}

const nameOf = (type: string, options: Readonly<Record<string, Json>>) =>
  [type, ...Object.entries(options).map(([key, value]) => `${key}=${JSON.stringify(value)}`)].join(" ");

const AIMS: Readonly<Record<string, string>> = { SGD: "0.7 of a copy", Adam: "0.5 of a copy" };

export const UPDATE_ROWS: Readonly<Record<string, Row>> = Object.fromEntries(
  CASES.map(([type, , options]): [string, Row] => {
    const name = nameOf(type, options);
    const aim = AIMS[name];
    const title = `update of 4 M parameters by ${name}`;
    return [`update ${name}`, { title, unit: "GB/s", ...(aim ? { aim } : { detail: true }) }];
  }),
);

export function measureUpdates(): readonly Reading[] {
  return CASES.flatMap(([type, streams, options]) => {
    const row = `update ${nameOf(type, options)}`;
    const bytes = streams * FLOATS * 4;
    const { update, copy } = measure({ type, ...options }, bytes);
    return [
      { row, by: "lrsweep" as const, value: bytes / update / 1e9 },
      { row, by: "a copy" as const, value: bytes / copy / 1e9 },
    ];
  });
}

/** Seconds of an update and of a copy. */
function measure(config: PartConfig, bytes: number): { readonly update: number; readonly copy: number } {
  const arena = new Arena(START);
  const [parameters, gradients, lr, momentum] = [FLOATS, FLOATS, 1, 1].map((floats) => arena.allocate(floats)) as [
    number,
    number,
    number,
    number,
  ];
  const plan = builderOf(optimizers)(complete("optimizers", config));
  const tape = new Tape(arena, 1, 1, 0, 0);
  const one = { name: "weight", shape: [SIDE, SIDE], transposed: false, rows: SIDE, columns: SIDE };
  const each = [{ ...one, offset: parameters, gradient: gradients }];
  plan.emit(tape, { parameters, gradients, floats: FLOATS, each, lr, momentum, cyclesMomentum: false });
  const lowered = lower(tape, arena);
  const source = arena.allocate(bytes / 8);
  const target = arena.allocate(bytes / 8);
  memory.reserve(arena.end);
  memory.clear(START, arena.end);
  for (const { offset, values } of lowered.constants) memory.write(offset, values);
  memory.floats(lr, 1)[0] = 1e-3;
  memory.floats(momentum, 1)[0] = plan.momentum ?? 0;
  const [weights, slopes] = [memory.floats(parameters, FLOATS), memory.floats(gradients, FLOATS)];
  for (let i = 0; i < FLOATS; i++) {
    weights[i] = ((i % 1000) - 500) / 1000;
    slopes[i] = (((i * 7) % 1000) - 499) / 1000;
  }
  const [from, to] = [memory.bytes(source, bytes / 2), memory.bytes(target, bytes / 2)];
  // Taking turns: what else the machine does meets both alike.
  const rounds = Array.from({ length: REPEATS + 2 }, () => [
    seconds(() => stepKernels.runSteps(lowered, 0, 1, { from: 0, to: 1 })),
    seconds(() => to.set(from)),
  ]).slice(2);
  return { update: median(rounds.map(([own]) => own as number)), copy: median(rounds.map(([, own]) => own as number)) };
}
