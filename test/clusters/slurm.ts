import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { freePort } from "../queue/redis.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** A Slurm of one node on this machine, with daemons, keys and sockets of its own. Needs root. */
export class Slurm {
  readonly #folder = temporaryFolder();
  readonly #daemons: ChildProcess[] = [];

  async start(): Promise<void> {
    const at = (name: string) => join(this.#folder, name);
    for (const name of ["state", "spool"]) mkdirSync(at(name));
    writeFileSync(at("key"), randomBytes(1024), { mode: 0o400 });
    const files = ["socket", "pid-file", "log-file", "seed-file"].map((name) => `--${name}=${at(`munge.${name}`)}`);
    this.#run("munged", "--foreground", "--force", `--key-file=${at("key")}`, ...files);
    writeFileSync(at("slurm.conf"), configuration(this.#folder, await freePort(), await freePort()));
    this.#run("slurmctld", "-D");
    this.#run("slurmd", "-D");
    for (let i = 0; i < 300; i++) {
      if (/\bidle\b/.test(this.ask("sinfo", "--noheader"))) return;
      await setTimeout(100);
    }
    throw new Error(`Slurm's node does not come up: ${this.ask("sinfo")}\n${this.#logs()}`);
  }

  /** Asks one of its commands something. */
  ask(command: string, ...args: readonly string[]): string {
    const { stdout, stderr } = spawnSync(command, args, { env: this.#environment(), encoding: "utf8" });
    return stdout + stderr;
  }

  /** Submits a script and waits for all of its tasks. @returns what they and sbatch printed */
  async submit(script: string, folder: string): Promise<{ readonly code: number | null; readonly text: string }> {
    const child = spawn("sbatch", ["--wait", script], { cwd: folder, env: this.#environment() });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (text += part));
    const [code] = await once(child, "close");
    return { code, text };
  }

  /** Ends all daemons. */
  async stop(): Promise<void> {
    for (const daemon of this.#daemons.reverse()) {
      if (daemon.exitCode !== null || daemon.signalCode !== null) continue;
      daemon.kill("SIGTERM");
      const late = global.setTimeout(() => daemon.kill("SIGKILL"), 5000);
      await once(daemon, "exit");
      clearTimeout(late);
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #environment(): NodeJS.ProcessEnv {
    return { ...process.env, SLURM_CONF: join(this.#folder, "slurm.conf") };
  }

  #run(command: string, ...args: readonly string[]): void {
    this.#daemons.push(spawn(command, args, { env: this.#environment(), stdio: "ignore" }));
  }

  #logs(): string {
    return ["ctld.log", "d.log"].map((name) => readFileSync(join(this.#folder, name), "utf8").slice(-2000)).join("\n");
  }
}

function configuration(folder: string, control: number, node: number): string {
  return `ClusterName=one
SlurmctldHost=${hostname()}
SlurmctldPort=${control}
SlurmdPort=${node}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=${folder}/munge.socket
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/ctld.pid
SlurmdPidFile=${folder}/d.pid
SlurmctldLogFile=${folder}/ctld.log
SlurmdLogFile=${folder}/d.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
NodeName=${hostname()} CPUs=2 RealMemory=1000 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`;
}
