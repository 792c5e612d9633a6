import { parseArgs } from "node:util";

export interface BenchOptions {
  /** Sections to run, in their own order. */
  readonly names: readonly string[];
  readonly record: boolean;
  /** At most so many turns. */
  readonly rounds: number;
}

/** @param sections names of all, and whether each is run unless it is named. Throws with a remedy. */
export function parseBench(
  args: readonly string[],
  sections: Readonly<Record<string, "default" | "named">>,
): BenchOptions {
  const options = { record: { type: "boolean" }, rounds: { type: "string" } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const all = Object.keys(sections);
  const unknown = positionals.filter((name) => !all.includes(name));
  if (unknown.length > 0) throw new Error(`no row is named ${unknown.join(", ")}; there are ${all.join(", ")}`);
  if (values.record && positionals.length > 0) {
    throw new Error("--record writes the whole table of test/bench/README.md: leave out the names of rows");
  }
  const rounds = values.rounds === undefined ? Number.POSITIVE_INFINITY : Number(values.rounds);
  if (values.rounds !== undefined && !(Number.isInteger(rounds) && rounds >= 1)) {
    throw new Error(`--rounds must be a whole number of 1 or more, found ${values.rounds}`);
  }
  const names = all.filter((name) =>
    positionals.length > 0 ? positionals.includes(name) : sections[name] === "default",
  );
  return { names, record: values.record ?? false, rounds };
}
