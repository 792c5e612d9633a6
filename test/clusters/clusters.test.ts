import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { lacks, needs } from "../needs.ts";
import { freePort, needsRedis, RedisServer } from "../queue/redis.ts";
import { blockWith, checkout, resultsIn } from "./blocks.ts";
import { Slurm } from "./slurm.ts";

const NAME = "decay-strategies";

describe("the README's ways to work on many machines", function () {
  this.timeout(240_000);
  let alone: readonly string[];
  let folder: string;

  const shell = (script: string, env: NodeJS.ProcessEnv = {}) =>
    spawnSync("bash", ["-c", script], { cwd: folder, env: { ...process.env, ...env }, encoding: "utf8" });

  before(() => {
    folder = checkout();
    const { status, stderr } = shell(`npm run sweep -- experiments/${NAME}.yaml`);
    expect(status, stderr).to.equal(0);
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
      expect(code, `${text}\n${told}`).to.equal(0);
      expect(logs, "one log for each task").to.have.lengthOf(4);
    } finally {
      await slurm.stop();
    }
    const merged = shell(
      blockWith("npm run merge", "sh")
        .split("\n")
        .find((line) => line.includes("npm run merge")) ?? "",
    );
    expect(merged.status, merged.stderr).to.equal(0);
    expect(resultsIn(join(folder, "results", NAME))).to.deep.equal(alone);
  });

  it("the Kubernetes Job: indexed, a shard for each index, and its command gives the bytes of one machine", () => {
    const job = parse(blockWith("kind: Job", "yaml"));
    expect(job).to.include({ apiVersion: "batch/v1", kind: "Job" });
    const { completionMode, completions, template } = job.spec;
    expect(completionMode).to.equal("Indexed");
    expect(template.spec.restartPolicy).to.be.oneOf(["Never", "OnFailure"]);
    const [container] = template.spec.containers;
    const [claim] = template.spec.volumes;
    expect(claim).to.have.nested.property("persistentVolumeClaim.claimName");
    expect(container.volumeMounts).to.deep.equal([{ name: claim.name, mountPath: `${container.workingDir}/results` }]);
    const [interpreter, option, script] = container.command;
    expect([interpreter, option]).to.deep.equal(["sh", "-c"]);
    expect(script).to.include(`--shard "$JOB_COMPLETION_INDEX/${completions}"`);
    for (let index = 0; index < completions; index++) {
      const { status, stderr } = shell(script, { JOB_COMPLETION_INDEX: String(index) });
      expect(status, stderr).to.equal(0);
    }
    expect(shell(`npm run merge -- results/${NAME}.shard-*`).status).to.equal(0);
    expect(resultsIn(join(folder, "results", NAME))).to.deep.equal(alone);
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
      expect(code, text).to.equal(0);
      expect(resultsIn(join(folder, "results", NAME))).to.deep.equal(alone);
    } finally {
      for (const { pid } of workers) process.kill(-(pid as number), "SIGTERM");
      await redis.remove();
    }
  });
});
