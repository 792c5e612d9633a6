import { rmSync } from "node:fs";
import { assert } from "chai";
import type { RunStatus } from "../../src/contracts/record.ts";
import type { ExecutionEnd } from "../../src/execution/execute.ts";
import type { PoolOptions } from "../../src/execution/pool.ts";
import type { Work } from "../../src/execution/protocol.ts";
import { inSession } from "../../src/execution/session.ts";
import { openThreads } from "../../src/execution/threads.ts";
import { idOf, type Todo } from "../../src/execution/todo.ts";
import type { Plan } from "../../src/experiment/plan.ts";
import { Journal } from "../../src/journal/journal.ts";
import { countFaults } from "../chaos/report.ts";
import * as loader from "../plan-of.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { EMPTY_STATE } from "./empty-state.ts";
import { FAULTS } from "./faults.ts";

const EXPERIMENT = `
data: {type: linear, features: 3, samples: 40}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 2}
`;
const FAULTY = new URL("./faulty-worker.js", import.meta.url);

const planOf = (more: string): Plan => loader.planOf(EXPERIMENT + more);

/** What a session did. */
interface Account {
  readonly ending: ExecutionEnd;
  readonly todo: Todo;
  /** Numbers of the runs that ended, in the order in which they did. */
  readonly ended: readonly number[];
  readonly notices: readonly string[];
  /** By run number: how it ended, and why. */
  readonly runs: readonly (readonly [RunStatus | undefined, string | undefined])[];
}

interface How extends PoolOptions {
  readonly threads?: number;
  /** Told the work that threads are given. */
  readonly onWork?: (work: Work) => void;
  readonly signal?: AbortSignal;
  readonly onEnded?: (count: number) => void;
}

describe("a session", () => {
  const count = countFaults();
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function sweep(plan: Plan, { threads = 2, signal, onEnded, onWork, ...pool }: How = {}): Promise<Account> {
    const ended: number[] = [];
    const notices: string[] = [];
    let todo: Todo | undefined;
    const watcher = {
      start: (found: Todo) => {
        todo = found;
      },
      advance: (runs: readonly { run: number }[]) => {
        ended.push(...runs.map(({ run }) => run));
        onEnded?.(ended.length);
      },
      state: () => EMPTY_STATE,
      say: (notice: string) => void notices.push(notice),
    };
    const options = { folder, concurrency: threads, fresh: false, signal: signal ?? new AbortController().signal };
    const open = (count: number) => {
      const own = openThreads(count, pool);
      const train: typeof own.train = (work, recall) => {
        onWork?.(work);
        return own.train(work, recall);
      };
      return { ...own, train };
    };
    return inSession(plan, { ...options, watcher, openExecutor: open }, async (journal, ending) => {
      const ids = Array.from({ length: plan.variants * plan.seeds.length }, (_, run) => idOf(plan, run));
      const runs = ids.map((id) => {
        const status = journal.statusOf(id);
        const outcome = status && journal.read(id).outcome;
        return [status, outcome && "error" in outcome ? outcome.error : undefined] as const;
      });
      return { ending, todo: todo as Todo, ended, notices, runs };
    });
  }

  const statuses = ({ runs }: Account) => runs.map(([status]) => status);

  it("trains what is missing, once", async () => {
    const plan = planOf("seeds: 5");
    const first = await sweep(plan);
    assert.deepEqual(first.ending, { kind: "done" });
    assert.deepEqual(statuses(first), Array(5).fill("ok"));
    assert.deepEqual([...first.ended].sort(), [0, 1, 2, 3, 4]);
    assert.deepEqual((await sweep(plan)).ended, []);
    assert.sameMembers([...(await sweep(planOf("seeds: 7"))).ended], [5, 6]);
  });

  it("trains a renamed variant not again, and a changed one only", async () => {
    const grid = (name: string, lr: number) => `grid: {scheduler: {${name}: null}, optimizer.lr: [0.2, ${lr}]}`;
    assert.sameMembers([...(await sweep(planOf(grid("plain", 0.3)))).ended], [0, 1]);
    assert.deepEqual((await sweep(planOf(grid("constant", 0.3)))).ended, []);
    assert.deepEqual((await sweep(planOf(grid("plain", 0.4)))).ended, [1]);
    assert.deepEqual((await sweep(planOf(grid("plain", 0.3)))).ended, []);
  });

  it("trains nothing again when other runs bring new columns, and shows the same as if they always had", async () => {
    const kept = "step: {type: StepLR, step_size: 1}, constant: null";
    const optimizer = "grid: {optimizer.momentum: [0, 0.9], scheduler: {";
    const wide = planOf(`${optimizer}${kept}, cycle: {type: OneCycleLR, max_lr: 0.5}}}`);
    const readAll = async () => {
      const journal = new Journal(folder, wide);
      const results = [0, 1, 2, 3, 4, 5].map((run) => journal.read(idOf(wide, run)));
      await journal.close();
      return results.map(({ lines, outcome }) => ({ lines, outcome }));
    };
    await sweep(planOf(`${optimizer}${kept}}}`));
    assert.sameMembers([...(await sweep(wide)).ended], [2, 5]);
    const resumed = await readAll();
    rmSync(folder, { recursive: true });
    assert.lengthOf((await sweep(wide)).ended, 6);
    assert.deepEqual(resumed, await readAll());
    assert.includeMembers([...wide.rates], ["lr_end", "momentum"]);
  });

  it("trains identical points once", async () => {
    const same = await sweep(planOf("seeds: 2\ngrid: {scheduler: {one: null, two: null}}"));
    assert.include(same.todo, { total: 2, kept: 0 });
    assert.sameMembers([...same.ended], [0, 2]);
    assert.deepEqual(statuses(same), ["ok", "ok", "ok", "ok"]);
  });

  it("shuffles which runs come first, and only that", async () => {
    const { todo } = await sweep(planOf("seeds: 20\norder: shuffled"));
    assert.notDeepEqual([...todo.runs], [...Array(20).keys()]);
    assert.deepEqual(
      [...todo.runs].sort((a, b) => a - b),
      [...Array(20).keys()],
    );
  });

  for (const [fault, why, shown] of [
    ["exits", "its thread died: worker exited with code: 7", "a thread that exits"],
    ["exhaustsHeap", "memory limit", "a thread that exhausts its heap"],
  ] as const) {
    it(`names the run whose thread ${fault}, and finishes all others`, async () => {
      const plan = planOf(`seeds: [0, 1, ${FAULTS[fault]}, 2, 3, 4, 5]`);
      const account = await sweep(plan, { worker: FAULTY, heapMb: 40 });
      assert.deepEqual(statuses(account), ["ok", "ok", "failed", "ok", "ok", "ok", "ok"]);
      assert.include(account.runs[2]?.[1], why);
      assert.include(account.notices.join("\n"), `${idOf(plan, 2)} is tried again`);
      assert.lengthOf(account.ended, 7);
      const deaths = account.notices.filter((notice) => notice.includes(why)).length + 1;
      const ended = new Set(account.ended).size;
      count(shown, deaths, { lost: 7 - ended, doubled: account.ended.length - ended });
    });
  }

  it("ends the thread of a run that takes too long", async () => {
    const plan = planOf(`timeout: 0.2\nseeds: [0, ${FAULTS.hangs}, 1]`);
    const account = await sweep(plan, { worker: FAULTY });
    assert.deepEqual(account.runs, [
      ["ok", undefined],
      ["timeout", "not done after 0.2 s"],
      ["ok", undefined],
    ]);
  });

  it("lets a run that takes too long end between two epochs, with what it has", async () => {
    const plan = loader.planOf(`${EXPERIMENT.replace("epochs: 2", "epochs: 1000000")}timeout: 0.05`);
    await sweep(plan);
    const journal = new Journal(folder, plan);
    const { outcome, lines } = journal.read(idOf(plan, 0));
    assert.strictEqual(outcome.status, "timeout");
    assert.isAbove(outcome.figures.epochs, 0);
    assert.strictEqual(outcome.figures.epochs, lines.split("\n").length - 1);
    await journal.close();
  });

  it("tries failed runs again, as often as told, and in the next sweep", async () => {
    const plan = planOf(`retry: 2\nseeds: [${FAULTS.exits}]`);
    const account = await sweep(plan, { worker: FAULTY });
    assert.deepEqual(statuses(account), ["failed"]);
    assert.lengthOf(account.notices, 3);
    assert.deepEqual(statuses(await sweep(plan, { worker: FAULTY })), ["failed"]);
  });

  it("stops after too many failures for the same reason", async () => {
    const data = "data: {type: linear, features: 3, samples: 40}";
    const plan = planOf("max_failures: 3\nseeds: 50");
    const broken = { ...plan, variant: (index: number) => withData(plan, index, { type: "none" }) };
    const account = await sweep(broken, { threads: 1 });
    assert.deepEqual(account.ending, { kind: "too many failures", error: "no data set is called none" });
    assert.isBelow(account.ended.length, 50);
    assert.include(plan.text, data);
  });

  it("keeps what is done when interrupted, and goes on from there", async () => {
    const plan = planOf("seeds: 300");
    const interruption = new AbortController();
    const onEnded = (count: number) => count >= 20 && interruption.abort(new Error("interrupted"));
    const account = await sweep(plan, { signal: interruption.signal, onEnded });
    assert.deepEqual(account.ending, { kind: "interrupted" });
    assert.isAtLeast(account.ended.length, 20);
    assert.isAtMost(account.ended.length, 299);
    const rest = await sweep(plan);
    assert.propertyVal(new Set([...account.ended, ...rest.ended]), "size", 300);
    assert.strictEqual(account.ended.length + rest.ended.length, 300);
  });

  it("tries what was in training when a process died one by one, and names what takes it along", async () => {
    const plan = planOf("seeds: 4");
    const die = (isAlone: boolean) => new Journal(folder, plan).begin([idOf(plan, 1), idOf(plan, 2)], isAlone);
    die(false);
    const careful = new Map<string | undefined, boolean>();
    const account = await sweep(plan, {
      onWork: ({ ids, isCareful }) => {
        for (const id of ids) careful.set(id, isCareful === true);
      },
    });
    assert.deepEqual([...account.ended.slice(0, 2)], [1, 2]);
    assert.deepEqual(
      [0, 1, 2, 3].map((run) => careful.get(idOf(plan, run))),
      [false, true, true, false],
    );
    assert.deepEqual(statuses(account), Array(4).fill("ok"));
    const other = planOf("seeds: [9, 10]");
    for (let deaths = 0; deaths < 3; deaths++) new Journal(folder, other).begin([idOf(other, 1)], true);
    const guilty = await sweep(other);
    assert.deepEqual(guilty.runs[1], ["failed", "the process died 3 times while this run alone was in training"]);
    assert.deepEqual(statuses(await sweep(other)), ["ok", "ok"]);
  });
});

function withData(plan: Plan, index: number, data: { type: string }) {
  const variant = plan.variant(index);
  return { ...variant, config: { ...variant.config, data } };
}
