import type { Registry } from "../contracts/registry.ts";
import { isOwn, type OwnPlan, type OwnVariant } from "../experiment/plan.ts";
import { loadExperiment } from "../plan/load.ts";

/** Files that examples name: rates of 50 epochs for the scheduler `table`. */
const FILES: Readonly<Record<string, string>> = {
  "data/rates.csv": `epoch,lr\n${Array.from({ length: 50 }, (_, i) => `${i + 1},${Math.max(0.01, 0.1 - 0.01 * Math.floor(i / 5))}`).join("\n")}\n`,
};

function readFile(path: string): Uint8Array {
  const text = FILES[path];
  if (text === undefined) throw new Error(`no example names the file ${path}`);
  return new TextEncoder().encode(text);
}

/** The experiments that examples are put into, by the kind of their targets. 10 steps an epoch. */
const BASES = {
  numbers: {
    data: "{type: linear, features: 10, samples: 400}",
    // Without a bias all parameters are matrices, as Muon wants them.
    model: "[{type: Linear, out_features: 1, bias: false}]",
    loss: "MSELoss",
  },
  classes: {
    data: "{type: blobs, samples: 400}",
    model: "[{type: Linear, out_features: 3}]",
    loss: "CrossEntropyLoss",
  },
  "log shares": {
    data: "{type: blobs, samples: 400}",
    model: "[{type: Linear, out_features: 3}, {type: LogSoftmax, dim: -1}]",
    loss: "NLLLoss",
  },
  "yes or no": {
    data: "{type: two_moons, samples: 400}",
    model: "[{type: Linear, out_features: 1}]",
    loss: "BCEWithLogitsLoss",
  },
} as const;

const COMMON = { optimizer: "{type: SGD, lr: 0.1, momentum: 0.9}", training: "{epochs: 50, batch_size: 32}" };

function load(text: string, parts: Registry): OwnPlan | string {
  const loaded = loadExperiment({ file: "example.yaml", text, parts, readFile });
  if ("plan" in loaded) return isOwn(loaded.plan) ? loaded.plan : "a program of its own trains the runs";
  return JSON.stringify(loaded.issues.map(({ message }) => message));
}

/** A whole experiment, checked. @throws Error when it is wrong */
export function planOf(parts: Registry, text: string): OwnPlan {
  const plan = load(text, parts);
  if (typeof plan === "string") throw new Error(plan);
  return plan;
}

/**
 * An experiment with some of its keys as given, checked: its only variant.
 * @param keys YAML by top-level key, such as {scheduler: "{type: StepLR, step_size: 10}"}
 * @throws Error when no experiment takes them
 */
export function trialOf(parts: Registry, keys: Readonly<Record<string, string>>): OwnVariant {
  const refusals = Object.values(BASES).map((base) => {
    const lines = Object.entries({ ...base, ...COMMON, ...keys }).map(([key, value]) => `${key}: ${value}`);
    return load(lines.join("\n"), parts);
  });
  const plan = refusals.find((result) => typeof result !== "string");
  if (plan === undefined) throw new Error(`no experiment takes ${JSON.stringify(keys)}: ${refusals.join("; ")}`);
  return (plan as OwnPlan).variant(0);
}
