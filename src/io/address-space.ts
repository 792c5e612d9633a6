import { readFileSync } from "node:fs";
import { formatBytes } from "../experiment/memory.ts";

const GiB = 1024 * 1024 * 1024;

/** So that it need not look at each address, V8 reserves 10 GiB for each memory of WebAssembly. This option makes it look. */
const RESERVE_NOTHING = "--disable-wasm-trap-handler";

/**
 * What threads take of the address space, at the least, measured with Node 20. With less, V8 may end the process
 * without a word that can be caught.
 */
const TAKEN = {
  reserving: { process: 10 * GiB, thread: 20 * GiB },
  looking: { process: 5 * GiB, thread: 0.6 * GiB },
} as const;

/** How much address space this process may use, in bytes, and whether V8 reserves some for each memory. */
interface AddressSpace {
  readonly limit: number;
  readonly isReserving: boolean;
}

/** Undefined where the system sets no limit, or does not tell. */
export function addressSpace(): AddressSpace | undefined {
  const options = [...process.execArgv, process.env.NODE_OPTIONS ?? ""].join(" ");
  const limit = /^Max address space +(\d+)/m.exec(ownLimits())?.[1];
  return limit === undefined ? undefined : { limit: Number(limit), isReserving: !options.includes(RESERVE_NOTHING) };
}

function ownLimits(): string {
  try {
    return readFileSync("/proc/self/limits", "utf8");
  } catch {
    return "";
  }
}

/** A sentence about a limit that is too small. */
export function spaceText({ limit, isReserving }: AddressSpace): string {
  const given = `this process may use only ${formatBytes(limit)} of address space`;
  const raise = "raise the limit (ulimit -v unlimited)";
  if (!hasRoom(1, { limit, isReserving: false })) return `${given}, and a sweep takes ${leastText}; ${raise}`;
  return isReserving
    ? `${given}, and WebAssembly reserves 10 GiB for each memory; set NODE_OPTIONS=${RESERVE_NOTHING}, or ${raise}`
    : `${given}; ${raise}, or use fewer threads (--concurrency 1)`;
}

const leastText = formatBytes(TAKEN.looking.process + TAKEN.looking.thread);

/** Whether so many threads have room. */
export function hasRoom(threads: number, { limit, isReserving }: AddressSpace): boolean {
  const taken = isReserving ? TAKEN.reserving : TAKEN.looking;
  return limit >= taken.process + threads * taken.thread;
}
