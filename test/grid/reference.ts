import { parts } from "../plan/experiment.ts";

/** Plain data of a small experiment: sections to one part, or none. */
export type Parts = Readonly<Record<"optimizer" | "scheduler", Readonly<Record<string, unknown>> | null>>;

export interface ReferenceGrid {
  readonly axes: readonly (readonly [path: string, values: readonly unknown[]])[];
  readonly exclude: readonly Readonly<Record<string, unknown>>[];
  readonly include: readonly Readonly<Record<string, unknown>>[];
}

/** A point: what it has for each axis and further path, undefined where nothing applies; and what comes of it. */
export interface ReferencePoint {
  readonly cells: Readonly<Record<string, unknown>>;
  readonly result: Parts;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Puts values into plain data, parents first; tells which applied. */
function place(
  base: Parts,
  values: Readonly<Record<string, unknown>>,
): readonly [Parts, Readonly<Record<string, boolean>>] {
  const result: Record<string, Record<string, unknown> | null> = structuredClone(base);
  const applied: Record<string, boolean> = {};
  for (const path of Object.keys(values).sort((a, b) => a.split(".").length - b.split(".").length)) {
    const [section, key] = path.split(".") as ["optimizer" | "scheduler", string | undefined];
    const part = result[section];
    applied[path] =
      key === undefined || (!!part && key in (parts[section][part.type as string]?.params.properties ?? {}));
    if (key === undefined) result[section] = structuredClone(values[path]) as Record<string, unknown> | null;
    else if (part && applied[path]) part[key] = values[path];
  }
  return [result as Parts, applied];
}

/** The grid as SEMANTICS tells it, with no thought for speed: all combinations, then what is to be dropped and added. */
export function expand(base: Parts, { axes, exclude, include }: ReferenceGrid): readonly ReferencePoint[] {
  const combinations = axes.reduce<readonly Readonly<Record<string, unknown>>[]>(
    (all, [path, values]) => all.flatMap((one) => values.map((value) => ({ ...one, [path]: value }))),
    [{}],
  );
  const originals: { values: Readonly<Record<string, unknown>> }[] = [];
  for (const combination of combinations) {
    const [, applied] = place(base, combination);
    const values = Object.fromEntries(Object.entries(combination).filter(([path]) => applied[path]));
    if (!originals.some((point) => same(point.values, values))) originals.push({ values });
  }
  const agree = (
    values: Readonly<Record<string, unknown>>,
    wanted: Readonly<Record<string, unknown>>,
    keys: readonly string[],
  ) => keys.every((key) => key in values && same(values[key], wanted[key]));
  const kept = originals.filter(({ values }) => !exclude.some((entry) => agree(values, entry, Object.keys(entry))));
  const isAxis = (key: string) => axes.some(([path]) => path === key);
  const points = kept.map(({ values }) => ({ values, extra: {} as Record<string, unknown> }));
  const own: Record<string, unknown>[] = [];
  for (const entry of include) {
    const fitting = points.filter(({ values }) => agree(values, entry, Object.keys(entry).filter(isAxis)));
    if (fitting.length === 0) own.push({ ...entry });
    for (const { extra } of fitting) for (const key of Object.keys(entry)) if (!isAxis(key)) extra[key] = entry[key];
  }
  return [...points.map(({ values, extra }) => ({ ...values, ...extra })), ...own].map((values) => {
    const [result, applied] = place(base, values);
    return { cells: Object.fromEntries(Object.entries(values).filter(([path]) => applied[path])), result };
  });
}
