import { setFlagsFromString } from "node:v8";
import type { Training } from "../contracts/config.ts";
import type { Program } from "../kernels/language/instructions.ts";
import { fixed, Kernel } from "../kernels/language/kernel.ts";
import type { Tile } from "../kernels/products/product.ts";
import { emitWasm } from "../kernels/wasm/emit.ts";
import { AVX2, emitX64 } from "../kernels/x64/emit.ts";
import type { Machine as Processor } from "../kernels/x64/homes.ts";
import { MIDDLE } from "../kernels/x64/pointers.ts";
import { Helpers } from "./helpers.ts";
import { type Native, type NativeCode, openNative } from "./native-code.ts";

/** Runs kernels. Which one does is nobody's business: all give the same bits. */
export interface KernelExecutor {
  /** As the manifest says it. */
  readonly name: "AVX-512" | "AVX2" | "WebAssembly";
  /** What of a matrix product fits into its registers. */
  readonly tile: Tile;
  /** Makes a kernel ready. Gives a function that brings it to a memory, and that a function that runs it there. */
  load(program: Program): LoadedKernel;
  /** The same for the programs of a team's threads. Undefined where kernels run in one thread only. */
  readonly team?: KernelTeam | undefined;
}

/** Brings a kernel to a memory. Gives a function that runs it there. */
type LoadedKernel = (memory: WebAssembly.Memory) => () => void;

interface KernelTeam {
  /** How many threads there are already for a team of so many, this one included; others may be there later. */
  ready(wanted: number): number;
  /** @param programs one a thread */
  load(programs: readonly Program[]): LoadedKernel;
}

/** The processor lacks what kernels need. The message says what. */
export class ProcessorUnfit extends Error {}

// Node 20 has relaxed SIMD behind a flag, which counts before the first module. Later versions have it, and complain of the flag.
if (Number(process.versions.node.split(".")[0]) < 22) setFlagsFromString("--experimental-wasm-relaxed-simd");

const found = new Map<Training["engine"], KernelExecutor>();

/**
 * The fastest executor, or the one that every system has.
 * @throws ProcessorUnfit
 */
export function executorFor(engine: Training["engine"]): KernelExecutor {
  const known = found.get(engine);
  if (known) return known;
  const executor = (engine !== "portable" && native()) || portable();
  found.set(engine, executor);
  return executor;
}

/** Undefined where machine code cannot be run. LRSWEEP_NATIVE=avx2 leaves AVX-512 out. */
function native(): KernelExecutor | undefined {
  const opened = openNative();
  const allowed = opened?.processors.filter((one) => process.env.LRSWEEP_NATIVE !== "avx2" || one === AVX2);
  const [processor] = allowed ?? [];
  if (!opened || !processor) return undefined;
  return {
    name: processor === AVX2 ? "AVX2" : "AVX-512",
    tile: processor === AVX2 ? { sums: 6, vectors: 1, rows: 6 } : { sums: 24, vectors: 4, rows: 12 },
    load(program) {
      const code = opened.install(emitX64(program, processor));
      return (memory) => atAddressOf(memory, opened, (address) => code.call(address));
    },
    team: process.platform === "linux" ? teamOf(opened, processor) : undefined,
  };
}

/** Waiting at a barrier ends in a system call of Linux. */
function teamOf(opened: Native, processor: Processor): KernelTeam {
  const helpers = new Helpers();
  return {
    ready: (wanted) => 1 + helpers.ready(wanted - 1),
    load(programs) {
      const codes = programs.map((program) => opened.install(emitX64(program, processor)));
      return (memory) =>
        atAddressOf(memory, opened, (address) => helpers.run(codes as [NativeCode, ...NativeCode[]], address));
    },
  };
}

/** Runs machine code in a memory. One that has grown may lie elsewhere. */
function atAddressOf(memory: WebAssembly.Memory, { addressOf }: Native, run: (address: number) => void): () => void {
  let buffer: ArrayBuffer | undefined;
  let address = 0;
  return () => {
    if (buffer !== memory.buffer) {
      buffer = memory.buffer;
      address = addressOf(buffer) + MIDDLE;
    }
    run(address);
  };
}

function portable(): KernelExecutor {
  requireFusedArithmetic();
  return {
    name: "WebAssembly",
    tile: { sums: 2, vectors: 1, rows: 2 },
    load: (program) => {
      const module = new WebAssembly.Module(emitWasm(program));
      return (memory) => new WebAssembly.Instance(module, { arena: { memory } }).exports.run as () => void;
    },
  };
}

/** Without FMA in the processor, WebAssembly may round a·b + c twice: other bits than elsewhere. */
function requireFusedArithmetic(): void {
  const kernel = new Kernel("fused");
  const value = kernel.splat(fixed(0));
  kernel.store(fixed(0), kernel.fma(value, value, kernel.float(-1)), 1);
  const memory = new WebAssembly.Memory({ initial: 1 });
  const first = new DataView(memory.buffer);
  // (1 + 2⁻¹²)² − 1 = 2⁻¹¹ + 2⁻²⁴, of which rounding twice loses the second term.
  first.setFloat32(0, 1 + 1 / 4096, true);
  const code = emitWasm(kernel.program);
  if (!WebAssembly.validate(code))
    throw new ProcessorUnfit("this Node.js has no relaxed SIMD, which training needs; use Node.js 20.19, 22 or later");
  (new WebAssembly.Instance(new WebAssembly.Module(code), { arena: { memory } }).exports.run as () => void)();
  if (first.getFloat32(0, true) !== 2 / 4096 + 1 / 16777216)
    throw new ProcessorUnfit(
      "this processor has no fused multiply-add, which training needs: without it, results would differ from those of other machines",
    );
}
