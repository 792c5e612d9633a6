import { createRequire } from "node:module";
import { setFlagsFromString } from "node:v8";
import { openNative } from "../../src/engine/native-code.ts";
import { interpret } from "../../src/kernels/interpret.ts";
import type { Program } from "../../src/kernels/language/instructions.ts";
import { emitWasm } from "../../src/kernels/wasm/emit.ts";
import { AVX2, AVX512, emitX64 } from "../../src/kernels/x64/emit.ts";
import type { Machine } from "../../src/kernels/x64/homes.ts";
import { MIDDLE } from "../../src/kernels/x64/pointers.ts";

// Node 20 has relaxed SIMD behind a flag; later versions have it, and complain of the flag.
if (Number(process.versions.node.split(".")[0]) < 22) setFlagsFromString("--experimental-wasm-relaxed-simd");

/** Runs a program over an arena with this content and returns what the arena holds afterwards. */
export type Execute = (program: Program, content: Uint8Array) => Uint8Array;

/** What each of them does is what the others are held against. */
export const runInterpreter: Execute = (program, content) => {
  const memory = content.slice();
  interpret(program, memory.buffer);
  return memory;
};

const runWasm: Execute = (program, content) => {
  const page = 65536;
  // The arena ends where the memory ends: what reads or writes behind it traps.
  const size = Math.ceil(content.length / page) * page;
  const memory = new WebAssembly.Memory({ initial: size / page });
  new Uint8Array(memory.buffer).set(content);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(emitWasm(program)), { arena: { memory } });
  (instance.exports.run as () => void)();
  return new Uint8Array(memory.buffer, 0, content.length).slice();
};

/** Memory that ends at a page that nobody may touch: whoever does is killed, and the test with it. */
class GuardedMemory {
  static readonly #page = 4096;
  readonly #copyIn: (to: number, from: Uint8Array, size: number) => number;
  readonly #copyOut: (to: Uint8Array, from: number, size: number) => number;
  readonly #end: number;

  constructor(readonly bytes: number) {
    const koffi = createRequire(import.meta.url)("koffi");
    const libc = koffi.load(process.platform === "linux" ? "libc.so.6" : "libSystem.B.dylib");
    const map = libc.func("uintptr_t mmap(uintptr_t at, size_t size, int access, int flags, int file, int64_t offset)");
    const protect = libc.func("int mprotect(uintptr_t at, size_t size, int access)");
    this.#copyIn = libc.func("uintptr_t memcpy(uintptr_t to, const uint8_t *from, size_t size)");
    this.#copyOut = libc.func("uintptr_t memcpy(_Out_ uint8_t *to, uintptr_t from, size_t size)");
    const page = GuardedMemory.#page;
    const inside = Math.ceil(bytes / page) * page;
    const start = map(0, inside + 2 * page, 3, process.platform === "linux" ? 0x22 : 0x1002, -1, 0);
    protect(start, page, 0);
    protect(start + page + inside, page, 0);
    this.#end = start + page + inside;
  }

  /** Runs something over this content, whose last byte is the last before the guard. */
  run(content: Uint8Array, act: (address: number) => void): Uint8Array {
    const address = this.#end - content.length;
    this.#copyIn(address, content, content.length);
    act(address);
    const after = new Uint8Array(content.length);
    this.#copyOut(after, address, content.length);
    return after;
  }
}

let guarded: GuardedMemory | undefined;

function nativeOn(machine: Machine): Execute | undefined {
  const native = openNative();
  if (!native?.processors.includes(machine)) return undefined;
  return (program, content) => {
    if (!guarded || guarded.bytes < content.length) guarded = new GuardedMemory(content.length);
    const code = native.install(emitX64(program, machine));
    return guarded.run(content, (address) => code.call(address + MIDDLE));
  };
}

/** By name; undefined where this processor or system lacks it. */
export const EXECUTORS: Readonly<Record<string, Execute | undefined>> = {
  WebAssembly: runWasm,
  AVX2: nativeOn(AVX2),
  "AVX-512": nativeOn(AVX512),
};
