import { join } from "node:path";
import { assert } from "chai";
import { planDigest } from "../../src/folder/digest.ts";
import { parts } from "../../src/parts.ts";
import { localProgress } from "../../src/program/local-progress.ts";
import { encodeNames } from "../../src/queue/order-message.ts";
import { type OwnCopy, readerOfNames } from "../../src/queue/own-copy.ts";
import { trainerOf } from "../../src/trainers/trainer-of.ts";
import { GOOD, Ground } from "../program/ground.ts";
import { trainBehind } from "./behind.ts";
import { freePort, needsRedis, RedisServer } from "./redis.ts";

/** Keeps a checkpoint and notes each epoch that it trains: "rate epoch attempt". */
const NOTING = `import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { directory, epochs, first, rate, say, seed } from "./speaker.mjs";
const saved = directory + "/epoch";
const start = existsSync(saved) ? Number(readFileSync(saved, "utf8")) : 0;
for await (const { epoch, groups } of epochs(start)) {
  appendFileSync("trained", [first.optimizer.lr, epoch, first.attempt].join(" ") + "\\n");
  say({ epoch, metrics: { train_loss: rate(groups[0]), val_loss: seed } });
  writeFileSync(saved, String(epoch + 1));
}
process.exit(0);
`;

describe("Orders that name runs of programs", () => {
  let ground: Ground;
  beforeEach(() => {
    ground = new Ground();
  });
  afterEach(() => ground.remove());

  it("hold names and a bound, and nothing else", () => {
    const plan = ground.plan({ seeds: "2" });
    const ids = [plan.runId(0, 1), plan.runId(0, 0)];
    const order = { ids, until: 2, columns: plan, objective: plan.objective, timeout: 3, runs: [] };
    assert.deepEqual(encodeNames(order), { ids, until: 2 });
    const work = readerOfNames(plan)(encodeNames(order));
    assert.deepEqual(
      work.runs.map(({ seed, config }) => [seed, config]),
      [1, 0].map((seed) => [seed, plan.variant(0).config]),
    );
    assert.deepInclude(work, {
      ids,
      until: 2,
      timeout: undefined,
      columns: { rates: plan.rates, metrics: plan.metrics },
    });
  });

  it("may name a run at a seed that follows from results", () => {
    const grid = "{scheduler: {constant: null, step: {type: StepLR, step_size: 1}}}";
    const plan = ground.plan({ seeds: "{at_least: 2, at_most: 5}", grid });
    assert.deepEqual(plan.seeds, [0, 1]);
    const ids = [plan.runId(1, 4)];
    const { runs } = readerOfNames(plan)({ ids });
    assert.deepEqual(runs, [{ seed: 4, config: plan.variant(1).config }]);
    assert.throws(() => readerOfNames(plan)({ ids: [plan.runId(1, 5)] }), /^work from the queue names/);
  });

  it("are refused where they hold more, or name what the worker's own copy does not have", () => {
    const plan = ground.plan();
    const read = readerOfNames(plan);
    const ids = [plan.runId(0, 0)];
    for (const order of [
      { ids: ["r0123456789abcdef"] },
      { ids: [`${ids[0]} --evil`] },
      { ids, command: ["sh", "-c", "true"] },
      { ids, until: 0 },
      { ids, runs: [] },
      ids,
      null,
    ])
      assert.throws(() => read(order), /^work from the queue/, JSON.stringify(order));
  });
});

describe("A sweep of programs behind a queue", function () {
  this.timeout(60_000);
  let redis: RedisServer;
  const grounds: Ground[] = [];

  before(async function () {
    needsRedis(this);
    redis = new RedisServer(await freePort());
    await redis.start();
  });
  after(() => redis?.remove());
  afterEach(() => {
    for (const one of grounds.splice(0)) one.remove();
  });

  const on = (program?: string) => {
    const ground = new Ground(program);
    grounds.push(ground);
    return ground;
  };

  /** The worker's own copy, in a folder of its own. */
  function copyOf(ground: Ground, lines?: Readonly<Record<string, string>>): OwnCopy {
    const plan = ground.plan(lines);
    const means = { folder: ground.results, parts, plugins: [], say: () => undefined };
    const { open } = trainerOf(plan, { concurrency: 2, devices: [] }, means);
    const progress = localProgress(join(ground.results, "under-way"));
    return { plan, digest: planDigest(plan), open: () => open(2, progress) };
  }

  const queued = (ground: Ground, copies: readonly OwnCopy[], lines?: Readonly<Record<string, string>>) =>
    trainBehind(redis.url, ground.results, { copies }, (how) => ground.sweep(lines, how));

  it("is trained by a worker's own copy, to the same rows", async () => {
    const lines = { seeds: "3", grid: "{scheduler: {constant: null, step: {type: StepLR, step_size: 1}}}" };
    const here = await on().sweep(lines);
    const [ground, other] = [on(), on()];
    const { runs, ending } = await queued(ground, [copyOf(other, lines)], lines);
    assert.deepEqual(ending, { kind: "done" });
    assert.deepEqual(
      runs.map((run) => run?.lines),
      here.runs.map((run) => run?.lines),
    );
  });

  it("goes on where a worker left off when pruning promotes it", async () => {
    const lines = {
      training: "{epochs: 4}",
      grid: "{optimizer.lr: [0.1, 0.2]}",
      prune: "{type: successive_halving, reduction_factor: 2, min_resource: 2}",
    };
    const [ground, other] = [on(NOTING), on(NOTING)];
    const { plan } = await queued(ground, [copyOf(other, lines)], lines);
    assert.deepEqual([plan.adaptive?.prunedAt(0), plan.adaptive?.prunedAt(1)], [undefined, 2]);
    assert.sameMembers(other.read("trained").trim().split("\n"), [
      ...["0.1 0 1", "0.1 1 1", "0.2 0 1", "0.2 1 1"],
      ...["0.1 2 2", "0.1 3 2"],
    ]);
  });

  it("is refused by a worker without a copy, or with another one", async () => {
    const messageOf = (copies: readonly OwnCopy[]) =>
      queued(on(), copies).then(
        () => "",
        (error: Error) => error.message,
      );
    assert.match(await messageOf([]), /is trained by a program, and it has no copy of the experiment/);
    const edited = on(`${GOOD}// edited\n`);
    assert.match(await messageOf([copyOf(edited)]), /its copy of the experiment or of the program's files differs/);
  });

  it("fails a run as one here does", async () => {
    const program = 'console.error("no\\nmemory");\nprocess.exit(3);\n';
    const [ground, other] = [on(program), on(program)];
    const { runs } = await queued(ground, [copyOf(other)]);
    const outcome = runs[0]?.outcome;
    assert.match(outcome && "error" in outcome ? outcome.error : "", /^exit code 3, before it answers the first line/);
  });
});
