const [COMMA, BACKSLASH, N, ZERO, NINE] = [",", "\\", "n", "0", "9"].map((character) => character.charCodeAt(0)) as [
  number,
  number,
  number,
  number,
  number,
];

/** What a number may consist of besides digits. Cells with any of it are looked at as texts. */
const OF_A_NUMBER = new Set(Array.from("-+.eENaIinfty", (character) => character.charCodeAt(0)));
const NUMBER = /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|NaN|-?inf|-?Infinity)?$/i;

/**
 * Counts the rows that bytes are; -1 if they are none. Rows are text within JSON, so a line ends with \\n. Each has that many
 * cells, which are numbers or empty; the first numbers the rows from 1.
 */
export function countRows(bytes: Buffer, from: number, to: number, cells: number): number {
  let rows = 0;
  let cell = 0;
  let begin = from;
  let isWhole = true;
  const isNumber = (end: number) => isWhole || NUMBER.test(bytes.toString("latin1", begin, end));
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte >= ZERO && byte <= NINE) continue;
    const isEnd = byte === BACKSLASH && at + 1 < to && bytes[at + 1] === N;
    if (byte !== COMMA && !isEnd) {
      if (!OF_A_NUMBER.has(byte)) return -1;
      isWhole = false;
      continue;
    }
    if (!isNumber(at)) return -1;
    if (cell === 0 && Number(bytes.toString("latin1", begin, at)) !== rows + 1) return -1;
    cell++;
    isWhole = true;
    if (isEnd) {
      if (cell !== cells) return -1;
      rows++;
      cell = 0;
      at++;
    }
    begin = at + 1;
  }
  return begin === to && cell === 0 ? rows : -1;
}
