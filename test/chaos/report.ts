/** What is wrong with results after a fault, in rows. */
export interface Damage {
  readonly lost: number;
  readonly doubled: number;
}

/** Counts the faults that the tests of a suite bring about, and tells of them at its end. Call it within `describe`. */
export function countFaults(): (fault: string, injected: number, damage: Damage) => void {
  const lines: string[] = [];
  after(() => console.log(["\n  Faults", ...lines].join("\n      ")));
  return (fault, injected, { lost, doubled }) => {
    lines.push(`${fault}: ${injected} injected, rows lost ${lost}, rows doubled ${doubled}`);
  };
}
