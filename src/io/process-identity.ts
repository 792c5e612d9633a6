import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Tells a process from all others, also from a later one of the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** As the system counts it; empty where it does not tell. */
  readonly start: string;
  /** Within which pid is a process's number; see {@link numberSpace}. Absent where that is not known. */
  readonly space?: string;
}

/** When a process started, as text; undefined if there is none of that number, or the system does not tell. */
type StartOf = (pid: number) => string | undefined;

export function ownIdentity(): ProcessIdentity {
  const space = numberSpace();
  const start = systemStart(process.pid) ?? "";
  return { pid: process.pid, host: hostname(), start, ...(space !== undefined && { space }) };
}

/** What tells a process from all others, as it was written by whoever; undefined where it is none. */
export function parseIdentity(value: unknown): ProcessIdentity | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { pid, host, start, space } = value as Readonly<Record<string, unknown>>;
  if (!Number.isSafeInteger(pid) || (pid as number) < 1 || typeof host !== "string") return undefined;
  if (typeof start !== "string" || (space !== undefined && typeof space !== "string")) return undefined;
  return { pid: pid as number, host, start, ...(space !== undefined && { space }) };
}

/** Whether the process is still there; undefined where that cannot be seen from here. */
export function isRunning(
  { pid, host, start, space }: ProcessIdentity,
  startOf: StartOf = systemStart,
): boolean | undefined {
  const isNear = host === hostname() && space !== undefined && space === numberSpace();
  if (!isNear || startOf(process.pid) === undefined) return undefined;
  return startOf(pid) === start;
}

/**
 * Tells apart what counts processes by itself, though it may have the same name as another: on Linux the machine, since it
 * booted, and the namespace of process numbers, which each container has for itself.
 */
function numberSpace(): string | undefined {
  if (process.platform !== "linux") return process.platform;
  try {
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return undefined;
  }
}

function systemStart(pid: number): string | undefined {
  if (existsSync("/proc/self/stat")) return startFromProc(pid);
  return process.platform === "win32" ? startFromPowerShell(pid) : startFromPs(pid);
}

/** Ticks since boot, and which boot. A killed process that its parent has not looked after (a zombie) is gone. */
const startFromProc: StartOf = (pid) => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is a name in parentheses that may hold anything; the third is the state, the 22nd the start.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return undefined;
    return `${fields[19]} ${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}`;
  } catch {
    return undefined;
  }
};

/** macOS and the BSDs. The date is written the same in every locale and time zone. */
export const startFromPs: StartOf = (pid) => {
  const env = { ...process.env, LC_ALL: "C", TZ: "UTC" };
  const [, state, start] =
    /^(\S+)\s+(.*)$/.exec(output("ps", ["-o", "stat=,lstart=", "-p", `${pid}`], env) ?? "") ?? [];
  return state?.startsWith("Z") ? undefined : start;
};

const startFromPowerShell: StartOf = (pid) => {
  const query = `(Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}').CreationDate.ToFileTimeUtc()`;
  return output("powershell.exe", ["-NoProfile", "-NonInteractive", "-Command", query], process.env);
};

function output(program: string, args: readonly string[], env: NodeJS.ProcessEnv): string | undefined {
  try {
    const stdio = ["ignore", "pipe", "ignore"] as const;
    return execFileSync(program, args, { encoding: "utf8", env, stdio: [...stdio] }).trim() || undefined;
  } catch {
    return undefined;
  }
}
