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

/**
 * A module with one function "run" without arguments, over the memory "arena"."memory" (WebAssembly's specification, part 5).
 * @param integers how many local variables are int32; those with higher numbers are vectors
 */
export function moduleOf(integers: number, vectors: number, code: readonly number[]): Uint8Array<ArrayBuffer> {
  const locals = list([
    [...unsigned(integers), I32],
    [...unsigned(vectors), V128],
  ]);
  const size = unsigned(locals.length + code.length + 1);
  const before = [
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [[0x60, 0, 0]]),
    ...section(2, [[...text("arena"), ...text("memory"), 2, 0, 1]]),
    ...section(3, [[0]]),
    ...section(7, [[...text("run"), 0, 0]]),
    10,
    ...unsigned(1 + size.length + locals.length + code.length + 1),
    1,
    ...size,
    ...locals,
  ];
  const bytes = new Uint8Array(before.length + code.length + 1);
  bytes.set(before);
  bytes.set(code, before.length);
  bytes[bytes.length - 1] = END;
  return bytes;
}

const END = 0x0b;
