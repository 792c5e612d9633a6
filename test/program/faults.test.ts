import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { GOOD, Ground } from "./ground.ts";

/** Reports its epochs well but for what `fault` does after the report of epoch 1. */
const after = (fault: string) => `import { spawn } from "node:child_process";
import { epochs, raw, read, say, sleep, write } from "./speaker.mjs";
for await (const { epoch } of epochs()) {
  say({ epoch, metrics: { train_loss: 1, val_loss: 1 } });
  if (epoch === 1) { ${fault} }
}
process.exit(0);
`;

interface Misbehaviour {
  readonly program: string;
  /** Beginning of the error. */
  readonly error: RegExp;
  readonly status?: "failed" | "timeout";
  /** Epochs that are kept. */
  readonly epochs: number;
  readonly lines?: Readonly<Record<string, string>>;
}

const node = JSON.stringify(process.execPath);
const script = (more: string) => `{command: [${node}, train.mjs], files: [train.mjs], ${more}}`;

const FAULTS: Readonly<Record<string, Misbehaviour>> = {
  "ends with an exit code": {
    program: after('console.error("Traceback: no memory"); process.exit(3)'),
    error: /^exit code 3, before it reports epoch 2\nTraceback: no memory$/,
    epochs: 2,
  },
  "ends too early": { program: after("process.exit(0)"), error: /^exit code 0, before it reports epoch 2$/, epochs: 2 },
  "is killed": {
    program: after('process.kill(process.pid, "SIGKILL"); await sleep(9)'),
    error: /^ended by SIGKILL, before it reports epoch 2$/,
    epochs: 2,
  },
  "crashes after its last epoch": {
    program: GOOD.replace("process.exit(0)", "process.exit(9)"),
    error: /^exit code 9, after its last epoch$/,
    epochs: 3,
  },
  "throws at once": {
    program: 'throw new Error("no such module");\n',
    error: /^exit code 1, before it answers the first line\n(.*\n)*.*no such module/,
    epochs: 0,
  },
  "leaves an epoch out": {
    program: after("await read(); say({ epoch: 3, metrics: {} })"),
    error: /^it reports epoch 3, and epoch 2 is missing$/,
    epochs: 2,
  },
  "reports an epoch twice": {
    program: after("await read(); say({ epoch: 1, metrics: { train_loss: 1, val_loss: 1 } })"),
    error: /^it reports epoch 1, which it has reported already$/,
    epochs: 2,
  },
  "writes a malformed line": {
    program: after(`raw('{"epoch": 2, "metrics": {"val_loss": 0.1')`),
    error: /^malformed line: it is no JSON: \{"epoch": 2/,
    epochs: 2,
  },
  "misses a metric": {
    program: after("await read(); say({ epoch: 2, metrics: { train_loss: 1 } })"),
    error: /^epoch 2: it does not report val_loss$/,
    epochs: 2,
  },
  "reports a metric that nobody knows": {
    program: after("await read(); say({ epoch: 2, metrics: { train_loss: 1, val_los: 1 } })"),
    error: /^epoch 2: it reports val_los, which metrics does not name; did you mean val_loss\?$/,
    epochs: 2,
  },
  "says what is wrong itself": {
    program: after(`say({ error: "391 batches, 98 steps: write 98" }); await sleep(9)`),
    error: /^391 batches, 98 steps: write 98$/,
    epochs: 2,
  },
  "starts beyond what was reported": {
    program: 'import { say, sleep } from "./speaker.mjs";\nsay({ start: 2 });\nawait sleep(9);\n',
    error: /^it starts at epoch 2, but only 0 were reported$/,
    epochs: 0,
  },
  "falls silent": {
    program: after("await sleep(60)"),
    lines: { script: script("silence: 0.7") },
    error: /^no line for 0\.7 s \(script\.silence\)$/,
    epochs: 2,
  },
  "takes too long": {
    program: after("for (;;) { write('still here\\n'); await sleep(0.1); }"),
    lines: { timeout: "1.2" },
    status: "timeout",
    error: /^not done after 1\.2 s\nstill here\n/,
    epochs: 2,
  },
  "does not end": {
    program: GOOD.replace("process.exit(0)", "setInterval(() => 0, 1000)"),
    lines: { script: script("end_within: 0.5") },
    error: /^it did not end within 0\.5 s \(script\.end_within\)$/,
    epochs: 3,
  },
  "ignores that it is to end": {
    program: `process.on("SIGTERM", () => 0);\n${after("await sleep(60)")}`,
    lines: { script: script("silence: 0.5") },
    error: /^no line for 0\.5 s/,
    epochs: 2,
  },
  "shouts escape sequences and bytes": {
    program: after(
      'write("\\u001b[31mred\\u001b[0m\\u0000\\n"); process.stdout.write(Buffer.from([0xff, 0xfe, 10]), () => process.exit(1)); await sleep(9)',
    ),
    error: /^exit code 1, before it reports epoch 2\nred·\n·$/,
    epochs: 2,
  },
  "cannot be started": {
    program: GOOD,
    lines: { script: "{command: [no-such-program], files: [train.mjs]}" },
    error: /^it cannot be started: there is no program no-such-program$/,
    epochs: 0,
  },
};

describe("A program that", () => {
  let ground: Ground | undefined;
  afterEach(() => ground?.remove());

  for (const [what, { program, error, status = "failed", epochs, lines }] of Object.entries(FAULTS))
    it(`${what} has its run ${status}, and the sweep goes on`, async () => {
      ground = new Ground(program);
      ground.write("good.mjs", GOOD);
      const { runs, ending } = await ground.sweep({ training: "{epochs: 3}", ...lines });
      assert.deepEqual(ending, { kind: "done" });
      const outcome = runs[0]?.outcome;
      assert.strictEqual(outcome?.status, status, JSON.stringify(outcome));
      assert.match(outcome && "error" in outcome ? outcome.error : "", error);
      assert.strictEqual(outcome?.figures.epochs, epochs);
    });

  it("writes gigabytes without a line end does no harm", async function () {
    this.timeout(120_000);
    ground = new Ground(
      after(`const block = Buffer.alloc(10 << 20, "x");
    for (let i = 0; i < 25; i++) await new Promise((done) => process.stdout.write(block, done));
    write("\\nlast words");`),
    );
    const before = process.memoryUsage().rss;
    const { runs, plan } = await ground.sweep();
    assert.strictEqual(runs[0]?.outcome.status, "ok");
    assert.isBelow(process.memoryUsage().rss - before, 200 << 20);
    const log = join(ground.results, "logs", `${plan.runId(0, 0)}.log`);
    assert.isBelow(statSync(log).size, 17 << 20);
    assert.match(ground.read(`results/logs/${plan.runId(0, 0)}.log`).slice(-30), /xxx\nlast words$/);
  });

  it("fails is tried again as often as the file says, and goes on where it left off", async () => {
    const program = `import { existsSync, writeFileSync, readFileSync } from "node:fs";
import { directory, epochs, first, say } from "./speaker.mjs";
const saved = directory + "/checkpoint";
const start = existsSync(saved) ? Number(readFileSync(saved, "utf8")) : 0;
for await (const { epoch } of epochs(start)) {
  say({ epoch, metrics: { train_loss: first.attempt, val_loss: first.reported } });
  writeFileSync(saved, String(epoch + 1));
  if (epoch === 2) console.log("done");
  if (epoch === 1 && first.attempt === 1) process.exit(1);
}
process.exit(0);
`;
    ground = new Ground(program);
    const { runs, notices, plan } = await ground.sweep({ retry: "1" });
    assert.strictEqual(runs[0]?.outcome.status, "ok");
    assert.strictEqual(runs[0]?.lines, "1,2,0.1,1,0\n2,4,0.1,1,0\n3,6,0.1,2,2\n");
    assert.match(notices.join(), /is tried again: exit code 1/);
    assert.isTrue(existsSync(join(ground.results, "logs", `${plan.runId(0, 0)}.2.log`)));
  });
});
