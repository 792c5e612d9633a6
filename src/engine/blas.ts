import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { release } from "node:os";
import type { BlasEngine } from "../contracts/engine.ts";
import { coreType } from "./core-type.ts";

/**
 * C [rows, columns] (+)= A [rows, depth]·B [depth, columns], float32, row-major; addresses in bytes within a WebAssembly
 * memory, steps from row to row in floats. A is stored as its transpose where `transposed` is not 0.
 */
export type Multiply = (
  transposed: number,
  rows: number,
  columns: number,
  depth: number,
  a: number,
  aStep: number,
  b: number,
  bStep: number,
  adds: number,
  c: number,
  cStep: number,
) => void;

/** A BLAS of this machine, ready for use. */
export interface Blas {
  readonly engine: BlasEngine;
  /** What a person may want to know of how it was set up. */
  readonly notice: string | undefined;
  /** Products within that memory. */
  within(memory: WebAssembly.Memory): Multiply;
}

/** Names of a library that is not where the system looks for it; tests hide the system's with it. */
const VARIABLE = "LRSWEEP_BLAS";

const CANDIDATES: Readonly<Record<string, readonly string[]>> = {
  linux: ["libopenblas.so.0", "libopenblas.so", "libmkl_rt.so.2", "libmkl_rt.so"],
  darwin: [
    "/System/Library/Frameworks/Accelerate.framework/Accelerate",
    "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
    "/usr/local/opt/openblas/lib/libopenblas.dylib",
  ],
  win32: ["libopenblas.dll", "openblas.dll", "mkl_rt.2.dll"],
};

const INSTALL = "install OpenBLAS (Debian and Ubuntu: apt-get install libopenblas0), or write engine: wasm";

let opened: Blas | { readonly missing: string } | undefined;

/**
 * This machine's BLAS, one thread a caller; or why there is none. To be called on the main thread before any worker does: a
 * library reads its settings from the environment when it is loaded first, and a worker's is only a copy.
 */
export function openBlas(): Blas | { readonly missing: string } {
  opened ??= open();
  return opened;
}

function open(): Blas | { readonly missing: string } {
  let koffi: typeof import("koffi");
  try {
    koffi = createRequire(import.meta.url)("koffi");
  } catch {
    return { missing: "the package koffi is not installed; npm ci installs it, unless optional packages are left out" };
  }
  const notice = setUp();
  const own = process.env[VARIABLE];
  for (const path of own ? [own] : (CANDIDATES[process.platform] ?? [])) {
    const blas = load(koffi, path, notice);
    if (blas) return blas;
  }
  return { missing: `${own ? `${VARIABLE}=${own} cannot be loaded` : "no BLAS was found"}; ${INSTALL}` };
}

/** Settings that libraries read while they are loaded. What the user has set stays. */
function setUp(): string | undefined {
  const { env } = process;
  for (const name of ["OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"]) env[name] ??= "1";
  const own = env.OPENBLAS_CORETYPE;
  if (own) return `OPENBLAS_CORETYPE=${own} is set and stays`;
  // OpenBLAS takes a processor that it does not know for one of 2004: a quarter of the speed.
  const better = coreType(processorFlags());
  if (better) env.OPENBLAS_CORETYPE = better;
  return undefined;
}

/** What the processor can do, as Linux tells; empty elsewhere. */
function processorFlags(): ReadonlySet<string> {
  if (process.platform !== "linux" || process.arch !== "x64") return new Set();
  try {
    const flags = /^flags\s*:(.*)$/m.exec(readFileSync("/proc/cpuinfo", "latin1"))?.[1] ?? "";
    return new Set(flags.trim().split(" "));
  } catch {
    return new Set();
  }
}

type Koffi = typeof import("koffi");
type LibraryHandle = ReturnType<Koffi["load"]>;
type KoffiFunction = ReturnType<LibraryHandle["func"]>;

function load(koffi: Koffi, path: string, notice: string | undefined): Blas | undefined {
  try {
    const library = koffi.load(path);
    const sgemm: KoffiFunction = library.func(
      "void cblas_sgemm(int order, int ta, int tb, int m, int n, int k, float alpha, uintptr_t a, int lda, uintptr_t b, int ldb, float beta, uintptr_t c, int ldc)",
    );
    const within = (memory: WebAssembly.Memory) => multiplyIn(koffi, sgemm, memory);
    const engine = identify(library, path);
    if (!isRight(within)) return undefined;
    return { engine, notice: path.includes("openblas") ? notice : undefined, within };
  } catch {
    return undefined;
  }
}

function identify(library: LibraryHandle, path: string): BlasEngine {
  if (path.includes("openblas")) {
    const config = String(library.func("char *openblas_get_config()")());
    library.func("void openblas_set_num_threads(int threads)")(1);
    const version = /OpenBLAS (\S+)/.exec(config)?.[1] ?? "of unknown version";
    return { library: "OpenBLAS", version, kernel: String(library.func("char *openblas_get_corename()")()) };
  }
  if (path.includes("mkl")) {
    library.func("void MKL_Set_Num_Threads(int threads)")(1);
    return { library: "MKL", version: path.replace(/^.*[\\/]/, ""), kernel: process.arch };
  }
  if (path.includes("Accelerate")) return { library: "Accelerate", version: release(), kernel: process.arch };
  return { library: path.replace(/^.*[\\/]/, ""), version: "of unknown version", kernel: process.arch };
}

const [ROW_MAJOR, PLAIN, TRANSPOSED] = [101, 111, 112];

function multiplyIn(koffi: Koffi, sgemm: KoffiFunction, memory: WebAssembly.Memory): Multiply {
  let buffer: ArrayBuffer | undefined;
  let base = 0;
  return (transposed, rows, columns, depth, a, aStep, b, bStep, adds, c, cStep) => {
    if (buffer !== memory.buffer) {
      buffer = memory.buffer;
      // An address of user space is below 2⁴⁷.
      base = Number(koffi.address(buffer));
    }
    const turn = transposed ? TRANSPOSED : PLAIN;
    // Addresses come signed: the upper half of memory below 0.
    const [atA, atB, atC] = [base + (a >>> 0), base + (b >>> 0), base + (c >>> 0)];
    sgemm(ROW_MAJOR, turn, PLAIN, rows, columns, depth, 1, atA, aStep, atB, bStep, adds, atC, cStep);
  };
}

/** Tries both kinds of product: OpenBLAS of some versions computes wrongly on some processors. */
function isRight(within: Blas["within"]): boolean {
  const memory = new WebAssembly.Memory({ initial: 4 });
  const multiply = within(memory);
  const size = 96;
  const floats = size * size;
  const [a, b, c] = [0, 1, 2].map((place) => new Float32Array(memory.buffer, place * floats * 4, floats)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  for (let i = 0; i < floats; i++) {
    a[i] = (i % 7) - 3;
    b[i] = (i % 11) - 5;
  }
  const isProduct = (transposed: boolean) => {
    c.fill(1);
    multiply(transposed ? 1 : 0, size, size, size, 0, size, floats * 4, size, 1, floats * 8, size);
    for (let row = 0; row < size; row += 5) {
      for (let column = 0; column < size; column++) {
        let sum = 1;
        for (let k = 0; k < size; k++) {
          sum += (a[transposed ? k * size + row : row * size + k] as number) * (b[k * size + column] as number);
        }
        // Small whole numbers: exact in any order.
        if (sum !== c[row * size + column]) return false;
      }
    }
    return true;
  };
  return isProduct(false) && isProduct(true);
}
