/** What is wrong with results after a fault, in rows. */
export interface Damage {
  readonly lost: number;
  readonly doubled: number;
}

/** Faults that are brought about where it takes no process of their own, and where that is. */
const ELSEWHERE = {
  "a thread that exits": "test/execution/session.test.ts",
  "a thread that exhausts its heap": "test/execution/session.test.ts",
  "a journal cut at every byte of its last three records": "test/journal/journal.test.ts",
  "a journal with a byte flipped, at every place": "test/journal/journal.test.ts",
} as const;

const lines: string[] = [];
const counted = new Set<string>();

/** Counts a fault, and what it did once the sweep had gone on. */
export function count(fault: string, injected: number, { lost, doubled }: Damage): void {
  lines.push(`${fault}: ${injected} injected, rows lost ${lost}, rows doubled ${doubled}`);
}

/** Counts one of those that have no process of their own. */
export function countElsewhere(fault: keyof typeof ELSEWHERE, injected: number, damage: Damage): void {
  counted.add(fault);
  count(fault, injected, damage);
}

// Of the whole run, as these tests are in several files.
after(() => {
  const missing = Object.entries(ELSEWHERE).filter(([fault]) => !counted.has(fault));
  const told = [...lines, ...missing.map(([fault, file]) => `${fault}: counted when ${file} is run, too`)];
  console.log(["\n  Faults", ...told.map((line) => `      ${line}`)].join("\n"));
});
