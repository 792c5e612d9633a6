import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

/** Where Linux shows processes. */
const PROC = "/proc";
const SPACE = 32;

/** The environment variable that names a run to all of its processes. */
export const RUN_VARIABLE = "LRSWEEP_RUN";

/** A name for a start of a run that nothing else has. */
export const newNonce = () => randomBytes(16).toString("hex");

/**
 * The living processes of a run: those with its nonce in their environment, whatever their group or session, and those of
 * its first process's session that have no nonce at all. On systems without /proc: the first process's group, if it lives.
 * @param leader the run's first process
 */
export function processesOf(nonce: string, leader: number | undefined): readonly number[] {
  const listed = listProcesses();
  if (listed === undefined) return leader !== undefined && isAlive(-leader) ? [-leader] : [];
  const mark = `${RUN_VARIABLE}=${nonce}`;
  return listed.filter((pid) => {
    if (pid === process.pid) return false;
    const environment = readOf(pid, "environ");
    if (environment?.includes(mark)) return true;
    if (leader === undefined || environment?.includes(`${RUN_VARIABLE}=`)) return false;
    const stat = statOf(pid);
    return stat !== undefined && stat.state !== "Z" && stat.session === leader;
  });
}

function listProcesses(): readonly number[] | undefined {
  try {
    const pids = readdirSync(PROC).flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
    return pids.length === 0 ? undefined : pids;
  } catch {
    return undefined;
  }
}

/** Undefined for a process that is gone, or another user's. */
function readOf(pid: number, name: string): Buffer | undefined {
  try {
    return readFileSync(`${PROC}/${pid}/${name}`);
  } catch {
    return undefined;
  }
}

/** See proc(5); a name in parentheses may hold anything. */
function statOf(pid: number): { readonly state: string; readonly session: number } | undefined {
  const stat = readOf(pid, "stat");
  if (stat === undefined) return undefined;
  const [state = "", , , session] = stat
    .subarray(stat.lastIndexOf(")") + 2)
    .toString("latin1")
    .split(String.fromCharCode(SPACE));
  return { state, session: Number(session) };
}

/** Those that have a handler for a signal, and are not ended by it; see proc(5). @param number of the signal */
export function catching(pids: readonly number[], number: number): readonly number[] {
  return pids.filter((pid) => {
    const mask = /^SigCgt:\s*([0-9a-f]+)/m.exec(String(readOf(pid, "status") ?? ""))?.[1];
    return mask !== undefined && (BigInt(`0x${mask}`) >> BigInt(number - 1)) % 2n === 1n;
  });
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Sends a signal; a process that is gone is none to signal. */
export function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {}
  }
}
