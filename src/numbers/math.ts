import { math } from "#math";

interface Exports {
  exp(x: number): number;
  log(x: number): number;
  cos(x: number): number;
  sin(x: number): number;
  pow(x: number, y: number): number;
}

const memory = new WebAssembly.Memory({ initial: 1 });
const module = new WebAssembly.Module(math);
const { exports } = new WebAssembly.Instance(module, { env: { memory } });

/**
 * Elementary functions with the same bits on every machine and in every Node: V8's own change from version to version.
 * Whatever reaches a file uses these (Math.sqrt is exact by IEEE 754, and fine). In radians; no exceptions: NaN as usual.
 * AssemblyScript's NativeMath, after FreeBSD's msun.
 */
export const { exp, log, cos, sin, pow } = exports as unknown as Exports;
