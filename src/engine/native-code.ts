import { createRequire } from "node:module";
import { AVX2, AVX512 } from "../kernels/x64/emit.ts";
import type { Machine as Processor } from "../kernels/x64/homes.ts";

/** Machine code in memory that the processor may run and nobody may write. The memory goes back when this is no longer used. */
export interface NativeCode {
  readonly address: number;
  /** Runs it. @param argument handed to it as its first argument, such as the address of a memory */
  call(argument: number): void;
}

export interface Native {
  /** The kinds of processor that this one is, the fastest first. */
  readonly processors: readonly Processor[];
  /** The address at which a memory's bytes start. */
  addressOf(memory: ArrayBuffer | SharedArrayBuffer): number;
  /** Throws where the system refuses the memory. */
  install(code: Uint8Array): NativeCode;
  /** Runs code by its address, which another thread may have installed. @param argument see NativeCode */
  call(address: number, argument: number): void;
  /** Ends the process as it stands: Node's own way out aborts where a thread is in machine code. */
  exit(code: number): void;
}

type Call = (...args: readonly unknown[]) => number;

/** What is used of koffi. */
interface Koffi {
  load(path: string): { func(prototype: string): Call };
  proto(prototype: string): unknown;
  call(address: number, type: unknown, ...args: readonly unknown[]): number;
  address(memory: unknown): bigint;
}

const READ_WRITE = 3;
const READ_EXECUTE = 5;
const PAGE = 4096;
/** What mmap gives where it gives no memory: the last address, −1. */
const FAILED = 0xffff_ffff_ffff_ffffn;

/** The C library, and mmap's flags for private memory of no file. */
const SYSTEMS: Readonly<Partial<Record<NodeJS.Platform, { readonly library: string; readonly flags: number }>>> = {
  linux: { library: "libc.so.6", flags: 0x22 },
  darwin: { library: "libSystem.B.dylib", flags: 0x1002 },
};

let opened: Native | undefined | "not yet" = "not yet";

/**
 * Executable memory on this machine, or undefined where there is none: another processor or system, no koffi, a system that
 * forbids it, or LRSWEEP_NATIVE=0.
 */
export function openNative(): Native | undefined {
  if (opened === "not yet") opened = open();
  return opened;
}

function open(): Native | undefined {
  const system = SYSTEMS[process.platform];
  if (process.arch !== "x64" || !system || process.env.LRSWEEP_NATIVE === "0") return undefined;
  try {
    const koffi = createRequire(import.meta.url)("koffi") as Koffi;
    const memory = new ExecutableMemory(koffi, system.library, system.flags);
    const native = {
      addressOf: (buffer: ArrayBuffer | SharedArrayBuffer) => Number(koffi.address(buffer)),
      install: (code: Uint8Array) => memory.install(code),
      call: (address: number, argument: number) => memory.call(address, argument),
      exit: koffi.load(system.library).func("void _exit(int code)") as (code: number) => void,
    };
    return { ...native, processors: processorsOf(native) };
  } catch {
    return undefined;
  }
}

/** Memory is never writable and executable at once: it is written first, and made executable then. */
class ExecutableMemory {
  readonly #map: Call;
  readonly #protect: Call;
  readonly #copy: Call;
  readonly #unmap: Call;
  readonly #type: unknown;
  readonly #unused = new FinalizationRegistry<{ readonly at: number; readonly size: number }>(
    ({ at, size }) => void this.#unmap(at, size),
  );

  constructor(
    private readonly koffi: Koffi,
    library: string,
    private readonly flags: number,
  ) {
    const libc = koffi.load(library);
    this.#map = libc.func("uintptr_t mmap(uintptr_t at, size_t size, int access, int flags, int file, int64_t offset)");
    this.#protect = libc.func("int mprotect(uintptr_t at, size_t size, int access)");
    this.#copy = libc.func("uintptr_t memcpy(uintptr_t to, const uint8_t *from, size_t size)");
    this.#unmap = libc.func("int munmap(uintptr_t at, size_t size)");
    this.#type = koffi.proto("void lrsweep_kernel(uintptr_t argument)");
  }

  call(at: number, argument: number): void {
    this.koffi.call(at, this.#type, argument);
  }

  install(code: Uint8Array): NativeCode {
    const size = Math.ceil(code.length / PAGE) * PAGE;
    const at = this.#map(0, size, READ_WRITE, this.flags, -1, 0);
    if (BigInt(at) === FAILED) throw new Error("the system gives no memory for machine code");
    this.#copy(at, code, code.length);
    if (this.#protect(at, size, READ_EXECUTE) !== 0) {
      this.#unmap(at, size);
      throw new Error("the system does not let memory be executed");
    }
    const native = { address: Number(at), call: (argument: number) => this.call(at, argument) };
    this.#unused.register(native, { at, size });
    return native;
  }
}

/** push rbx; mov eax, [rdi]; mov ecx, [rdi+4]; cpuid; the four registers to [rdi]; pop rbx; ret */
const CPUID = [
  ...[0x53, 0x8b, 0x07, 0x8b, 0x4f, 0x04, 0x0f, 0xa2],
  ...[0x89, 0x07, 0x89, 0x5f, 0x04, 0x89, 0x4f, 0x08, 0x89, 0x57, 0x0c, 0x5b, 0xc3],
];
/** xor ecx, ecx; xgetbv; mov [rdi], eax; ret: which registers the system saves. */
const XGETBV = [0x31, 0xc9, 0x0f, 0x01, 0xd0, 0x89, 0x07, 0xc3];

/** Asks the processor itself (Intel's manual, volume 1, 14.3 and 15.2: how to detect AVX2, FMA and AVX-512; VL: vectors of fewer lanes). */
function processorsOf({ addressOf, install }: Pick<Native, "addressOf" | "install">): readonly Processor[] {
  const words = new Uint32Array(4);
  const address = addressOf(words.buffer);
  const ask = (code: readonly number[], leaf = 0): readonly number[] => {
    words.set([leaf, 0, 0, 0]);
    const native = install(Uint8Array.from(code));
    native.call(address);
    return [...words];
  };
  const has = (word: number | undefined, ...bits: readonly number[]) =>
    bits.every((bit) => (((word ?? 0) >> bit) & 1) === 1);
  const [fma, xsave, avx] = [12, 27, 28];
  const [highestLeaf = 0] = ask(CPUID, 0);
  const [, , basic] = ask(CPUID, 1);
  if (highestLeaf < 7 || !has(basic, fma, xsave, avx)) return [];
  const [saved] = ask(XGETBV);
  const [, extended] = ask(CPUID, 7);
  const [avx2, avx512f, avx512vl] = [5, 16, 31];
  const [xmm, ymm, masks, zmmHigh, zmm16] = [1, 2, 5, 6, 7];
  const found: Processor[] = [];
  if (has(extended, avx512f, avx512vl) && has(saved, xmm, ymm, masks, zmmHigh, zmm16)) found.push(AVX512);
  if (has(extended, avx2) && has(saved, xmm, ymm)) found.push(AVX2);
  return found;
}
