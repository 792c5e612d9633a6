import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { assert } from "chai";
import { needs } from "../needs.ts";
import { needsTorch, python, rankLauncher } from "../python.ts";
import { root } from "../root.ts";
import { Ground, isRunning } from "./ground.ts";

/** In the names of what a test starts, so that it finds no other's. */
const UNIQUE = `${process.pid}`;
const CLI = join(root, "dist/lrsweep.js");

/** Reports well, and has children that outlive it: in a session of their own, deaf to signals, and behind a shell. */
const PARENT = `import { spawn } from "node:child_process";
import { appendFileSync } from "node:fs";
import { epochs, say, seed, sleep } from "./speaker.mjs";
const note = (pid) => appendFileSync("pids", pid + "\\n");
note(process.pid);
const start = (command, words) => {
  const child = spawn(command, words, { detached: true, stdio: "ignore" });
  note(child.pid);
  child.unref();
};
start("setsid", ["sleep", "600.UNIQUE"]);
start(process.execPath, ["-e", 'process.on("SIGTERM", () => 0); setInterval(() => 0, 1000)']);
start("sh", ["-c", "(sleep 601.UNIQUE & sleep 602.UNIQUE)"]);
await sleep(0.1);
for await (const { epoch } of epochs()) {
  await sleep(PACE);
  say({ epoch, metrics: { train_loss: seed, val_loss: epoch } });
}
process.exit(0);
`;

/** Says who it is, who started it, and who loads its rows. */
const RANK = `import os
import time
import lrsweep
from torch.utils.data import DataLoader

def note(*pids):
    with open("pids", "a") as file:
        file.write("".join(f"{pid}\\n" for pid in pids))

class Rows:
    def __len__(self):
        return 4
    def __getitem__(self, row):
        note(os.getpid())
        time.sleep(600)

run = lrsweep.start(lr=0.1)
for epoch in run.epochs():
    note(os.getpid(), os.getppid())
    for batch in DataLoader(Rows(), num_workers=1):
        pass
`;

const pidsIn = (ground: Ground) =>
  existsSync(join(ground.folder, "pids")) ? ground.read("pids").trim().split("\n").map(Number) : [];

/** Resolves to the processes that are alive after some time all the same. */
async function left(ground: Ground, seconds = 9): Promise<readonly number[]> {
  const until = performance.now() + 1000 * seconds;
  const sleepers = () =>
    spawnSync("pgrep", ["-f", `^sleep 60[012][.]${UNIQUE}$`], { encoding: "utf8" })
      .stdout.trim()
      .split("\n")
      .filter(Boolean)
      .map(Number);
  for (;;) {
    const alive = [...new Set([...pidsIn(ground), ...sleepers()])].filter(isRunning);
    if (alive.length === 0 || performance.now() > until) return alive;
    await pause(50);
  }
}

describe("What a program leaves behind", () => {
  let ground: Ground;
  before(function () {
    if (process.platform !== "linux") this.skip();
    needs(this, "setsid", "setsid (apt-get install util-linux)");
  });
  afterEach(() => ground.remove());

  it("is ended with its run, whatever its session or its ears", async () => {
    ground = new Ground(PARENT.replaceAll("UNIQUE", UNIQUE).replace("PACE", "0"));
    const { runs } = await ground.sweep();
    assert.strictEqual(runs[0]?.outcome.status, "ok");
    assert.isAtLeast(pidsIn(ground).length, 4);
    assert.deepEqual(await left(ground, 0), []);
  });

  it("is ended when the run is given up", async () => {
    ground = new Ground(PARENT.replaceAll("UNIQUE", UNIQUE).replace("PACE", "60"));
    const abort = new AbortController();
    const sweep = ground.sweep({}, { signal: abort.signal });
    while (pidsIn(ground).length < 4) await pause(20);
    await pause(200);
    abort.abort();
    assert.deepEqual((await sweep).ending, { kind: "interrupted" });
    assert.deepEqual(await left(ground, 0), []);
  });

  it("is told of SIGUSR1 where it has a handler, and not ended by it where it has none", async () => {
    ground = new Ground(`import { writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { epochs, say, sleep } from "./speaker.mjs";
const child = spawn("sleep", ["600.${UNIQUE}"], { stdio: "ignore" });
let isTold = false;
process.on("SIGUSR1", () => { isTold = true; });
writeFileSync("ready", "");
for await (const { epoch } of epochs()) {
  for (let i = 0; i < 500 && !isTold; i++) await sleep(0.01);
  say({ epoch, metrics: { train_loss: Number(isTold), val_loss: child.exitCode ?? (child.signalCode === null ? 7 : 0) } });
}
process.exit(0);
`);
    const swept = ground.sweep();
    while (!existsSync(join(ground.folder, "ready"))) await pause(20);
    process.kill(process.pid, "SIGUSR1");
    assert.strictEqual((await swept).runs[0]?.lines, "1,2,0.1,1,7\n2,4,0.1,1,7\n3,6,0.1,1,7\n");
    assert.strictEqual(process.listenerCount("SIGUSR1"), 0);
  });

  it("is ended when the sweep is killed, by a supervisor that ends then, too", async () => {
    ground = new Ground(PARENT.replaceAll("UNIQUE", UNIQUE).replace("PACE", "60"));
    const sweep = startSweep(ground);
    while (pidsIn(ground).length < 4) await pause(20);
    await pause(200);
    const supervisors = childrenOf(sweep.pid).filter((pid) => /supervisor/.test(commandOf(pid)));
    assert.lengthOf(supervisors, 1);
    sweep.kill("SIGKILL");
    assert.deepEqual(await left(ground), []);
    await pause(300);
    assert.deepEqual(supervisors.filter(isRunning), []);
  });

  it("is ended when the sweep is killed: two ranks, their launcher, and the workers that load their data", async function () {
    this.timeout(120_000);
    needsTorch(this);
    ground = new Ground();
    ground.write("rank.py", RANK);
    const command = [python, ...rankLauncher(), "rank.py"];
    const sweep = startSweep(ground, { script: `{command: ${JSON.stringify(command)}, files: [rank.py]}` });
    while (new Set(pidsIn(ground)).size < 5) await pause(50);
    assert.deepEqual([...new Set(pidsIn(ground))].filter(isRunning).length, 5);
    sweep.kill("SIGKILL");
    assert.deepEqual(await left(ground, 30), []);
  });
});

function startSweep(ground: Ground, lines: Readonly<Record<string, string>> = {}): ChildProcess {
  ground.write("demo.yaml", ground.text(lines));
  return spawn(process.execPath, [CLI, "sweep", "demo.yaml", "--trust-scripts"], {
    cwd: ground.folder,
    stdio: "ignore",
  });
}

const commandOf = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, "utf8");

function childrenOf(parent: number | undefined): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/stat`, "latin1")
          .replace(/^.*\) \S /s, "")
          .startsWith(`${parent} `);
      } catch {
        return false;
      }
    });
}
