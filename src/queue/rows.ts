const [COMMA, BACKSLASH, N] = [",", "\\", "n"].map((character) => character.charCodeAt(0)) as [number, number, number];

/** For each value of a byte: whether it may be part of a number, NaN or inf. */
const OF_A_CELL = new Uint8Array(256);
for (const character of "-+.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
  OF_A_CELL[character.charCodeAt(0)] = 1;

/** Whether bytes are rows with a given number of cells that are numbers or empty. They are text within JSON, so a line ends with \\n. */
export function areRows(bytes: Uint8Array, from: number, to: number, cells: number): boolean {
  let commas = 0;
  let isWithin = false;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    isWithin = true;
    if (OF_A_CELL[byte] === 1) continue;
    if (byte === COMMA) {
      commas++;
      continue;
    }
    const isEnd = byte === BACKSLASH && at + 1 < to && bytes[at + 1] === N;
    if (!isEnd || commas !== cells - 1) return false;
    commas = 0;
    isWithin = false;
    at++;
  }
  return !isWithin;
}
