import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { parse } from "yaml";
import { lacks, needs } from "../needs.ts";
import { freePort, needsRedis, RedisServer } from "../queue/redis.ts";
import { blockWith, checkout, resultsIn } from "./blocks.ts";
import { Slurm } from "./slurm.ts";

const NAME = "decay-strategies";

describe("the ways to work on many machines, as experiments/many-machines.md has them", function () {
  this.timeout(240_000);
  let alone: readonly string[];
  let folder: string;

  const shell = (script: string, env: NodeJS.ProcessEnv = {}) =>
    spawnSync("bash", ["-c", script], { cwd: folder, env: { ...process.env, ...env }, encoding: "utf8" });

  before(() => {
    folder = checkout();
    const { status, stderr } = shell(`npm run sweep -- experiments/${NAME}.yaml`);
    assert.strictEqual(status, 0, stderr);
    alone = resultsIn(join(folder, "results", NAME));
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    folder = checkout();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("the Slurm script, as an array on a real Slurm, and the merge after it", async function () {
    for (const command of ["sbatch", "slurmctld", "slurmd", "munged"])
      needs(this, command, "Slurm (apt-get install slurm-wlm munge)");
    if (process.getuid?.() !== 0) lacks(this, "root, to start a Slurm of its own");
    const slurm = new Slurm();
    try {
      await slurm.start();
      writeFileSync(join(folder, "sweep.sh"), blockWith("#SBATCH", "bash"));
      const { code, text } = await slurm.submit("sweep.sh", folder);
      const logs = readdirSync(folder).filter((name) => name.endsWith(".log"));
      const told = logs.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
      assert.strictEqual(code, 0, `${text}\n${told}`);
      assert.lengthOf(logs, 4, "one log for each task");
    } finally {
      await slurm.stop();
    }
    const merged = shell(
      blockWith("npm run merge", "sh")
        .split("\n")
        .find((line) => line.includes("npm run merge")) ?? "",
    );
    assert.strictEqual(merged.status, 0, merged.stderr);
    assert.deepEqual(resultsIn(join(folder, "results", NAME)), alone);
  });

  it("the Kubernetes Job: indexed, a shard for each index, and its command gives the bytes of one machine", () => {
    const job = parse(blockWith("kind: Job", "yaml"));
    assert.include(job, { apiVersion: "batch/v1", kind: "Job" });
    const { completionMode, completions, template } = job.spec;
    assert.strictEqual(completionMode, "Indexed");
    assert.oneOf(template.spec.restartPolicy, ["Never", "OnFailure"]);
    const [container] = template.spec.containers;
    const [claim] = template.spec.volumes;
    assert.nestedProperty(claim, "persistentVolumeClaim.claimName");
    assert.deepEqual(container.volumeMounts, [{ name: claim.name, mountPath: `${container.workingDir}/results` }]);
    const [interpreter, option, script] = container.command;
    assert.deepEqual([interpreter, option], ["sh", "-c"]);
    assert.include(script, `--shard "$JOB_COMPLETION_INDEX/${completions}"`);
    for (let index = 0; index < completions; index++) {
      const { status, stderr } = shell(script, { JOB_COMPLETION_INDEX: String(index) });
      assert.strictEqual(status, 0, stderr);
    }
    assert.strictEqual(shell(`npm run merge -- results/${NAME}.shard-*`).status, 0);
    assert.deepEqual(resultsIn(join(folder, "results", NAME)), alone);
  });

  it("the queue: a sweep and workers, as many as there are", async function () {
    needsRedis(this);
    const redis = new RedisServer(await freePort());
    await redis.start();
    // A Redis of the test's own in the place of the usual one.
    const line = (command: string) => {
      const found = blockWith("redis://", "sh")
        .split("\n")
        .find((text) => text.startsWith(`npm run ${command} `));
      if (found === undefined) throw new Error(`no line runs npm run ${command}`);
      return found.replace(/#.*/, "").replaceAll("redis://127.0.0.1:6379", redis.url);
    };
    const workers = [1, 2].map(() =>
      spawn("bash", ["-c", `exec ${line("worker")} --concurrency 1`], { cwd: folder, stdio: "ignore", detached: true }),
    );
    try {
      const sweep = spawn("bash", ["-c", line("sweep")], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
      let text = "";
      for (const stream of [sweep.stdout, sweep.stderr]) stream.on("data", (part) => (text += part));
      const [code] = await once(sweep, "close");
      assert.strictEqual(code, 0, text);
      assert.deepEqual(resultsIn(join(folder, "results", NAME)), alone);
    } finally {
      for (const { pid } of workers) process.kill(-(pid as number), "SIGTERM");
      await redis.remove();
    }
  });
});
