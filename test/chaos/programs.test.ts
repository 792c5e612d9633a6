import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { assert } from "chai";
import { signal } from "../../src/io/processes.ts";
import { Ground } from "../program/ground.ts";
import { root } from "../root.ts";
import { countFaults } from "./report.ts";

const CLI = join(root, "dist/lrsweep.js");
const KILLS = 100;
const RUNS = 10;
const EPOCHS = 8;

/** Trains slowly, keeps a checkpoint, and reports what follows from seed and rates alone. */
const CHECKPOINTING = `import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { directory, epochs, first, rate, say, seed, sleep } from "./speaker.mjs";
const saved = directory + "/checkpoint.json";
let state = existsSync(saved) ? JSON.parse(readFileSync(saved, "utf8")) : { epoch: 0, weight: 1 };
if (state.epoch > first.reported) state = { epoch: 0, weight: 1 };
for await (const { epoch, groups } of epochs(state.epoch)) {
  await sleep(0.01);
  state = { epoch: epoch + 1, weight: state.weight * (1 - rate(groups[0])) };
  say({ epoch, metrics: { train_loss: state.weight, val_loss: seed + state.weight } });
  writeFileSync(saved + ".part", JSON.stringify(state));
  renameSync(saved + ".part", saved);
}
process.exit(0);
`;

const LINES = {
  seeds: String(RUNS),
  training: `{epochs: ${EPOCHS}, steps_per_epoch: 2}`,
  scheduler: "{type: ExponentialLR, gamma: 0.5}",
};

/** Processes by what stands in a file of theirs. */
function processesWith(file: "environ" | "cmdline", text: string): readonly number[] {
  return readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      return readFileSync(`/proc/${pid}/${file}`, "latin1").includes(text) ? [Number(pid)] : [];
    } catch {
      return [];
    }
  });
}

describe("Programs whose sweep, program or supervisor is killed", () => {
  const count = countFaults();

  it("lose nothing, double nothing and leave no process", async function () {
    this.timeout(900_000);
    if (process.platform !== "linux") this.skip();
    const [undisturbed, ground] = [new Ground(CHECKPOINTING), new Ground(CHECKPOINTING)];
    const rowsOf = (one: Ground) => one.read("results/demo/epochs.csv").trim().split("\n").slice(1);
    const start = (one: Ground, words: readonly string[] = []) =>
      spawn(process.execPath, [CLI, "sweep", "demo.yaml", "--trust-scripts", ...words], {
        cwd: one.folder,
        stdio: "ignore",
      });
    try {
      for (const one of [undisturbed, ground]) one.write("demo.yaml", one.text(LINES));
      await once(start(undisturbed), "exit");
      const expected = rowsOf(undisturbed);
      assert.lengthOf(expected, RUNS * EPOCHS);
      const programs = () => processesWith("environ", `LRSWEEP_DIRECTORY=${ground.folder}/`);
      let [kills, finished, words] = [0, 0, [] as string[]];
      const check = () => {
        finished++;
        assert.deepEqual(rowsOf(ground), expected);
        words = ["--fresh"];
      };
      while (kills < KILLS) {
        const sweep = start(ground, words);
        words = [];
        const exit = once(sweep, "exit").then(([code]) => code === 0);
        const endsWithin = (ms: number) => Promise.race([exit.then(() => true), pause(ms, false)]);
        if (await endsWithin(250 + ((kills * 7919) % 400))) {
          if (await exit) check();
          continue;
        }
        if (kills % 3 === 1) signal(programs().slice(0, 1), "SIGKILL");
        if (kills % 3 === 2) signal(childrenCalled("supervisor", sweep.pid), "SIGKILL");
        if (kills % 3 !== 0) await endsWithin(100);
        sweep.kill("SIGKILL");
        await exit;
        kills++;
      }
      while (!(await once(start(ground), "exit").then(([code]) => code === 0)));
      check();
      // A sweep that lost its supervisor may leave its last program to the next one's end of input.
      for (let tries = 0; programs().length > 0 && tries < 200; tries++) await pause(50);
      assert.deepEqual(programs(), []);
      count(`kills (${finished} sweeps came to their end)`, kills, { lost: 0, doubled: 0 });
    } finally {
      ground.remove();
      undisturbed.remove();
    }
  });
});

function childrenCalled(name: string, parent: number | undefined): readonly number[] {
  return processesWith("cmdline", name).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/stat`, "latin1")
        .replace(/^.*\) \S /s, "")
        .startsWith(`${parent} `);
    } catch {
      return false;
    }
  });
}
