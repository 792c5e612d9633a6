/** Whole numbers without and with sign, in LEB128: seven bits a byte, the lowest first. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    const byte = rest & 127;
    rest >>>= 7;
    bytes.push(rest === 0 ? byte : byte | 128);
  } while (rest !== 0);
  return bytes;
}

export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const byte = rest & 127;
    rest >>= 7;
    const isLast = (rest === 0 && (byte & 64) === 0) || (rest === -1 && (byte & 64) !== 0);
    bytes.push(isLast ? byte : byte | 128);
    if (isLast) return bytes;
  }
}

const list = (items: readonly (readonly number[])[]) => [...unsigned(items.length), ...items.flat()];
const section = (id: number, items: readonly (readonly number[])[]) => {
  const body = list(items);
  return [id, ...unsigned(body.length), ...body];
};
const text = (value: string) => [...unsigned(value.length), ...value.split("").map((letter) => letter.charCodeAt(0))];

const I32 = 0x7f;
const V128 = 0x7b;

/** A function without arguments and results. */
export interface FunctionBody {
  /** How many local variables are int32; those with higher numbers are vectors. */
  readonly integers: number;
  readonly vectors: number;
  readonly code: readonly number[];
}

/** A module over the memory "arena"."memory", whose first function is exported as "run" (WebAssembly's specification, part 5). */
export function moduleOf(functions: readonly FunctionBody[]): Uint8Array<ArrayBuffer> {
  const bodies = functions.map(({ integers, vectors, code }) => {
    const locals = list([
      [...unsigned(integers), I32],
      [...unsigned(vectors), V128],
    ]);
    return { before: [...unsigned(locals.length + code.length + 1), ...locals], code };
  });
  const size = bodies.reduce((sum, { before, code }) => sum + before.length + code.length + 1, 0);
  const count = unsigned(bodies.length);
  const start = [
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [[0x60, 0, 0]]),
    ...section(2, [[...text("arena"), ...text("memory"), 2, 0, 1]]),
    ...section(
      3,
      bodies.map(() => [0]),
    ),
    ...section(7, [[...text("run"), 0, 0]]),
    ...[10, ...unsigned(count.length + size), ...count],
  ];
  const bytes = new Uint8Array(start.length + size);
  bytes.set(start);
  let at = start.length;
  for (const { before, code } of bodies) {
    bytes.set(before, at);
    bytes.set(code, at + before.length);
    at += before.length + code.length + 1;
    bytes[at - 1] = END;
  }
  return bytes;
}

const END = 0x0b;
