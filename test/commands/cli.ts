import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../root.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { type Answer, runWarm } from "./warm.ts";

/** The files whose bytes do not depend on the clock. */
export const STEADY = ["epochs.csv", "runs.csv", "summary.csv", "marginals.csv", "tuned.csv"] as const;

const launcher = join(root, "src/launch.mjs");

/** A folder of its own to work in, gone after the test. */
export class Workplace {
  readonly folder = temporaryFolder();

  /** Writes experiments/<name>.yaml. */
  experiment(name: string, text: string): string {
    mkdirSync(this.at("experiments"), { recursive: true });
    writeFileSync(this.at(`experiments/${name}.yaml`), text);
    return `experiments/${name}.yaml`;
  }

  /** Copies the experiments that come with the project. */
  shipped(): void {
    cpSync(join(root, "experiments"), this.at("experiments"), { recursive: true });
  }

  write(path: string, text: string): void {
    writeFileSync(this.at(path), text);
  }

  /** A file of test/golden. */
  goldenText(name: string): string {
    return readFileSync(join(root, "test/golden", name), "utf8");
  }

  at(path: string): string {
    return join(this.folder, path);
  }

  read(path: string): string {
    return readFileSync(this.at(path), "utf8");
  }

  /** Runs the command line here, as an npm script would. */
  run(args: readonly string[], environment = {}): Answer {
    const script = { npm_package_name: "lrsweep", npm_lifecycle_event: args[0] ?? "lrsweep" };
    const env = { ...process.env, ...script, ...environment };
    return runWarm({ argv: [process.execPath, launcher, ...args], workingFolder: this.folder, environment: env });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A small experiment: 2 schedules at 2 rates, 2 seeds. */
export const SMALL = `name: small
data: {type: linear, features: 3, samples: 40, noise: 0.1}
model: [{type: Linear, out_features: 4}, Tanh, {type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 4, batch_size: 8}
seeds: 2
grid:
  optimizer.lr: [0.1, 0.05]
  scheduler:
    constant: null
    halving: {type: StepLR, step_size: 2, gamma: 0.5}
`;
