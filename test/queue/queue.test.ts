import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { assert } from "chai";
import type { PluginFile } from "../../src/contracts/plugin.ts";
import type { ExecutionEnd } from "../../src/execution/execute.ts";
import type { Executor } from "../../src/execution/executor.ts";
import { readingIn } from "../../src/execution/files.ts";
import type { PoolOptions } from "../../src/execution/pool.ts";
import { inSession } from "../../src/execution/session.ts";
import { openThreads } from "../../src/execution/threads.ts";
import { idOf } from "../../src/execution/todo.ts";
import type { Plan } from "../../src/experiment/plan.ts";
import type { Journal } from "../../src/journal/journal.ts";
import { parts } from "../../src/parts.ts";
import { loadPlugins } from "../../src/plugins/load-plugins.ts";
import { readAddress } from "../../src/queue/address.ts";
import { announcementKey, refusalsKey, resultsKey, SWEEPS, workersKey } from "../../src/queue/names.ts";
import { openQueue } from "../../src/queue/open-queue.ts";
import { type ServeOptions, serve } from "../../src/queue/worker.ts";
import { EMPTY_STATE } from "../execution/empty-state.ts";
import { FAULTS, GATE } from "../execution/faults.ts";
import * as loader from "../plan-of.ts";
import { HALF_LIFE } from "../plugins/plugin-texts.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { freePort, needsRedis, RedisServer } from "./redis.ts";

const release = { version: "0.1.0", build: "1".repeat(64) };
const FAULTY = new URL("../execution/faulty-worker.js", import.meta.url);
const GATED = new URL("../execution/gated-worker.js", import.meta.url);
const EXPERIMENT = `
data: {type: linear, features: 3, samples: 40}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 2}
`;

function npyFile(descr: string, shape: readonly number[], values: ArrayBufferView): Buffer {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(", ")},), }\n`;
  const head = Buffer.from(`\x93NUMPY\x01\x00\x00\x00${header}`, "latin1");
  head.writeUInt16LE(header.length, 8);
  return Buffer.concat([head, Buffer.from(values.buffer, values.byteOffset, values.byteLength)]);
}

/** What a sweep came to. */
interface Account {
  readonly ending: ExecutionEnd;
  /** In plan order: a run's record without its timing, or how it failed. */
  readonly runs: readonly unknown[];
  readonly notices: readonly string[];
}

describe("a sweep behind a queue", function () {
  this.timeout(120_000);
  let redis: RedisServer;
  let home: string;

  before(async function () {
    needsRedis(this);
    redis = new RedisServer(await freePort());
    await redis.start();
  });
  after(() => redis?.remove());
  beforeEach(() => {
    home = temporaryFolder();
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const planOf = (text: string): Plan => loader.planOf(text, { directory: home, readFile: readingIn(home) });

  async function run(
    plan: Plan,
    folder: string,
    open: (say: (notice: string) => void) => Promise<Executor>,
    signal?: AbortSignal,
    notices: string[] = [],
  ): Promise<Account> {
    const say = (notice: string) => void notices.push(notice);
    const watcher = { start: () => undefined, advance: () => undefined, state: () => EMPTY_STATE, say };
    const options = {
      folder: join(home, folder),
      concurrency: 2,
      fresh: false,
      signal: signal ?? new AbortController().signal,
    };
    return inSession(
      plan,
      { ...options, watcher, openExecutor: () => open(say) },
      async (journal, ending, decided) => ({
        ending,
        runs: ending.kind === "done" ? recordsIn(decided.plan, journal) : [],
        notices,
      }),
    );
  }

  const workerCommand = (url: string) => `lrsweep worker --queue ${url}`;
  const here = (plan: Plan) => run(plan, "here", async () => openThreads(1));
  const queued = (plan: Plan, folder = "queued", signal?: AbortSignal, notices?: string[]) =>
    run(
      plan,
      folder,
      (say) => openQueue(plan, { address: readAddress(redis.url, undefined), release, folder, say, workerCommand }),
      signal,
      notices,
    );

  /** Workers in this process, which end with `work`. */
  async function withWorkers<T>(
    workers: readonly (Partial<ServeOptions> & { pool?: PoolOptions })[],
    work: () => Promise<T>,
  ): Promise<T> {
    const end = new AbortController();
    const serving = workers.map(({ pool, ...own }) =>
      serve({
        executor: openThreads(1, pool),
        address: readAddress(redis.url, undefined),
        release,
        data: undefined,
        idle: undefined,
        signal: end.signal,
        say: () => undefined,
        ...own,
      }),
    );
    try {
      return await Promise.race([
        work(),
        Promise.all(serving).then(() => {
          throw new Error("the workers ended");
        }),
      ]);
    } finally {
      end.abort();
      await Promise.allSettled(serving);
    }
  }

  /** Chunks in workers' hands. */
  const held = () => Number(redis.ask("llen", redis.ask("keys", "lrsweep:*:active") || "none"));

  async function until(isSo: () => boolean): Promise<void> {
    for (let i = 0; i < 500 && !isSo(); i++) await setTimeout(20);
    assert.strictEqual(isSo(), true, "what was waited for");
  }

  it("comes to the same as one on this machine, and leaves nothing behind", async () => {
    const plan = planOf(`${EXPERIMENT}seeds: 40\ngrid: {optimizer.lr: [0.1, 0.01, 1000]}`);
    const { runs, ending, notices } = await withWorkers([{}, {}], () => queued(plan));
    assert.deepEqual(ending, { kind: "done" });
    assert.deepEqual(runs, (await here(plan)).runs);
    assert.match(notices.join("\n"), /worker \S+ joined/);
    const left = redis
      .ask("keys", "*")
      .split("\n")
      .filter((key) => key !== "" && !key.endsWith(":meta"));
    assert.deepEqual(left, []);
  });

  it("waits for workers, and says how to start them", async () => {
    const plan = planOf(`${EXPERIMENT}seeds: 3`);
    const notices: string[] = [];
    const sweep = queued(plan, "queued", undefined, notices);
    await until(() => notices.length > 0);
    const { runs } = await withWorkers([{}], () => sweep);
    assert.lengthOf(runs, 3);
    assert.strictEqual(
      notices[0],
      `waiting for workers. Start as many as you like, on any machine: ${workerCommand(redis.url)}`,
    );
  });

  it("is refused by workers without its plugin, and trained by one that has the same file", async () => {
    const path = join(home, "half-life.mjs");
    writeFileSync(path, HALF_LIFE);
    const { parts: all, plugins } = await loadPlugins([path], parts);
    const text = `${EXPERIMENT}scheduler: {type: HalfLifeLR, half_life: 2}\nseeds: 3`;
    const plan = loader.planOf(text, { parts: all });
    const address = readAddress(redis.url, undefined);
    const folder = join(home, "queued");
    const open = (say: (notice: string) => void) =>
      openQueue(plan, { address, release, folder, say, workerCommand, plugins });
    const sweep = run(plan, "queued", open);
    const refusalOf = (own: readonly PluginFile[]) =>
      withWorkers([{ plugins: own }], () => sweep).then(
        () => "none",
        (error: Error) => error.message,
      );
    assert.match(
      await refusalOf([]),
      /has not loaded its plugin "half-life.mjs" \(SHA-256 [0-9a-f]{16}…\): give that file/,
    );
    assert.match(
      await refusalOf([{ path, digest: "0".repeat(64) }]),
      /has another version of its plugin "half-life.mjs"/,
    );
    const { runs } = await withWorkers([{ plugins, pool: { plugins } }], () => sweep);
    assert.lengthOf(runs, 3);
  });

  it("names the run that takes its thread along, and the one that takes too long", async () => {
    const plan = planOf(`${EXPERIMENT}timeout: 0.2\nseeds: [0, 1, ${FAULTS.exits}, 2, ${FAULTS.hangs}, 3]`);
    const { runs, notices } = await withWorkers([{ pool: { worker: FAULTY } }], () => queued(plan));
    assert.match(String(runs[2]), /^failed: its thread died/);
    assert.strictEqual(runs[4], "timeout: not done after 0.2 s");
    for (const at of [0, 1, 3, 5]) assert.typeOf(runs[at], "object", `run ${at}`);
    assert.include(notices.join("\n"), `${idOf(plan, 2)} is tried again: its thread died`);
  });

  /** Threads whose first answers, so many, hold no run. */
  function senseless(answers: number): Executor {
    const threads = openThreads(1);
    return {
      ...threads,
      async train(work, recall) {
        if (work.runs.length === 0 || answers-- <= 0) return threads.train(work, recall);
        const report = { status: "ok", text: "no record", figure: 0 } as const;
        return { kind: "reports", reports: [report], places: [0], seconds: 0 };
      },
    };
  }

  it("drops an answer that is none, and trains its runs again", async () => {
    const plan = planOf(`${EXPERIMENT}seeds: 12\ngrid: {optimizer.lr: [0.1, 0.01]}`);
    const { runs, notices } = await withWorkers([{ executor: senseless(2) }], () => queued(plan));
    assert.deepEqual(runs, (await here(plan)).runs);
    const dropped = notices.filter((notice) => notice.startsWith("an answer of a worker is dropped, and its runs are"));
    assert.lengthOf(dropped, 2, notices.join("\n"));
  });

  it("fails the runs, and not the sweep, where no answer is one", async () => {
    const plan = planOf(`${EXPERIMENT}seeds: 2`);
    const { runs, ending } = await withWorkers([{ executor: senseless(1000) }], () => queued(plan));
    assert.deepEqual(ending, { kind: "done" });
    for (const run of runs) assert.match(String(run), /^failed: its workers answered no sense: /);
  });

  it("and its workers say in one sentence that a key holds something else, whichever it is", async () => {
    const plan = planOf(`${EXPERIMENT}seeds: 2`);
    const interruption = new AbortController();
    const sweep = queued(plan, "queued", interruption.signal);
    await until(() => redis.ask("keys", "lrsweep.sweep.*") !== "");
    const id = redis.ask("keys", "lrsweep.sweep.*").replace("lrsweep.sweep.", "");
    interruption.abort(new Error("interrupted"));
    await sweep;
    const queueKeys = ["wait", "active", "completed", "meta", "events"].map((name) => `lrsweep:${id}:${name}`);
    const own = [SWEEPS, announcementKey(id), workersKey(id), resultsKey(id), refusalsKey(id)];
    const refused: string[] = [];
    for (const key of [...own, ...queueKeys]) {
      rmSync(join(home, "queued"), { recursive: true, force: true });
      for (const left of redis.ask("keys", "lrsweep*").split("\n")) redis.ask("del", left);
      redis.ask(...(key === announcementKey(id) ? ["sadd", key, "x"] : ["set", key, "x"]));
      const error = await withWorkers([{}], () => queued(plan)).then(
        () => undefined,
        (error: Error) => error.message,
      );
      redis.ask("del", key);
      if (error === undefined) continue;
      refused.push(key);
      assert.match(
        error,
        /^cannot use redis:\S+: (?:one of )?its keys? lrsweep[.:\w*]+ is not lrsweep's \(WRONGTYPE\); delete [^\n]*$/,
        key,
      );
    }
    redis.ask("flushall");
    assert.includeMembers(refused, [SWEEPS, workersKey(id), `lrsweep:${id}:wait`, `lrsweep:${id}:meta`]);
  });

  it("goes on with what was in training when its coordinator was interrupted", async () => {
    const plan = planOf(`${EXPERIMENT.replace("epochs: 2", "epochs: 2000")}seeds: 60`);
    const interruption = new AbortController();
    await withWorkers([{}], async () => {
      const sweep = queued(plan, "queued", interruption.signal);
      await until(() => held() > 0);
      interruption.abort(new Error("interrupted"));
      const first = await sweep;
      assert.deepEqual(first.ending, { kind: "interrupted" });
      assert.deepEqual((await queued(plan)).runs, (await here(plan)).runs);
    });
  });

  const SEARCH = `${EXPERIMENT.replace("epochs: 2", "epochs: 300")}seeds: 2
objective: {metric: val_loss}
search: {type: tpe, runs: 12, space: {optimizer.lr: {log_uniform: [0.001, 1]}}}
prune: {type: successive_halving, reduction_factor: 3}
`;

  it("goes from round to round where results decide what is trained", async () => {
    const plan = planOf(SEARCH);
    const { runs, ending } = await withWorkers([{}, {}], () => queued(plan));
    assert.deepEqual(ending, { kind: "done" });
    assert.lengthOf(runs, 24);
    assert.deepEqual(runs, (await here(plan)).runs);
  });

  it("goes on in the middle of a round, and takes over only what is of that round", async () => {
    const plan = planOf(SEARCH);
    const whole = await here(plan);
    await withWorkers([{}], async () => {
      let account: Account;
      let interruptions = -1;
      do {
        const interruption = new AbortController();
        const sweep = queued(plan, "queued", interruption.signal);
        if (++interruptions < 5) {
          await Promise.race([until(() => held() > 0), sweep]);
          interruption.abort(new Error("interrupted"));
        }
        account = await sweep;
      } while (account.ending.kind === "interrupted");
      assert.isAbove(interruptions, 0);
      assert.deepEqual(account.runs, whole.runs);
    });
  });

  it("gets back at once what a worker that leaves has not begun", async () => {
    const plan = planOf(`${EXPERIMENT}seeds: 2`);
    const said: string[] = [];
    const gate = new BroadcastChannel(GATE);
    const begun = new Promise((resolve) => gate.addEventListener("message", resolve));
    const sweep = queued(plan);
    const leaver = { say: (notice: string) => void said.push(notice), pool: { worker: GATED } };
    await withWorkers([leaver], async () => {
      await Promise.all([begun, until(() => held() === 2)]);
      // Only once it is leaving may it finish the chunk that it has begun.
      void setTimeout(200).then(() => gate.postMessage("train"));
    });
    gate.close();
    assert.strictEqual(said.at(-1), "left demo after 1 chunks");
    const { runs } = await withWorkers([{}], () => sweep);
    assert.deepEqual(runs, (await here(plan)).runs);
  });

  it("refuses a worker of another version, and tells both why", async () => {
    const plan = planOf(`${EXPERIMENT}seeds: 3`);
    const sweep = queued(plan);
    const other = { version: "0.1.0", build: "2".repeat(64) };
    const reason =
      "the sweep demo is run by lrsweep 0.1.0, build 111111111111, but this worker is 0.1.0, build 222222222222";
    const error = await withWorkers([{ release: other }], () => sweep).catch((error) => error);
    assert.include(error.message, `cannot join: ${reason}`);
    const { notices } = await withWorkers([{}], () => sweep);
    const said = notices.join("\n");
    assert.match(said, /refused: worker \S+ cannot join/);
    assert.include(said, reason);
  });

  describe("with data from files", () => {
    /** 40 rows of so many bytes. */
    function files(width: number): Plan {
      mkdirSync(join(home, "data"));
      writeFileSync(join(home, "data/x.npy"), npyFile("|u1", [40, width], Buffer.alloc(40 * width, "lrsweep")));
      writeFileSync(
        join(home, "data/y.npy"),
        npyFile(
          "<f4",
          [40],
          Float32Array.from({ length: 40 }, (_, i) => i % 7),
        ),
      );
      const data = "{type: npy, path: data/x.npy, target: data/y.npy}";
      return planOf(`${EXPERIMENT.replace("{type: linear, features: 3, samples: 40}", data)}seeds: 2`);
    }

    it("sends the small ones along, by their content", async () => {
      const plan = files(11);
      const { runs } = await withWorkers([{}], () => queued(plan));
      assert.deepEqual(runs, (await here(plan)).runs);
    });

    it("finds the large ones in a worker's folder under any name, and refuses a worker whose file differs", async () => {
      const plan = files(430_000);
      const folder = join(home, "elsewhere");
      mkdirSync(folder);
      const sweep = queued(plan);
      writeFileSync(join(folder, "x.npy"), readFileSync(join(home, "data/x.npy")).fill("7", 1000, 1001));
      const error = await withWorkers([{ data: folder }], () => sweep).catch((error) => error);
      assert.match(error.message, /its data "data\/x.npy" are not here: no file in \S+ has the digest [0-9a-f]{16}…/);
      assert.include(error.message, "too large for Redis");
      cpSync(join(home, "data/x.npy"), join(folder, "renamed.bin"));
      renameSync(join(home, "data"), join(home, "gone"));
      const { runs, notices } = await withWorkers([{ data: folder }], () => sweep);
      renameSync(join(home, "gone"), join(home, "data"));
      assert.deepEqual(runs, (await here(plan)).runs);
      assert.include(notices.join("\n"), "data/x.npy is too large for Redis; start workers with --data FOLDER");
    });
  });
});

function recordsIn(plan: Plan, journal: Journal): readonly unknown[] {
  return Array.from({ length: plan.variants * plan.seeds.length }, (_, run) => {
    const id = idOf(plan, run);
    if (journal.statusOf(id) === undefined) return undefined;
    const { outcome, lines, hidden } = journal.read(id);
    return "error" in outcome ? `${outcome.status}: ${outcome.error}` : { outcome, lines, hidden };
  });
}
