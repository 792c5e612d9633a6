import type { CheckedPoint } from "../check/checked-point.ts";
import { issueIn } from "../check/places.ts";
import type { PointChecker } from "../check/point-checker.ts";
import type { Json, PartConfig } from "../contracts/config.ts";
import { GROUPS, REST } from "../contracts/groups.ts";
import { optimizerIn } from "../contracts/optimizer.ts";
import type { Registry } from "../contracts/registry.ts";
import type { Composed } from "../grid/compose.ts";
import type { Grid } from "../grid/grid.ts";
import { once } from "../grid/memo.ts";
import type { Issues } from "../issues/collector.ts";
import { type Issue, issue, type Span } from "../issues/issue.ts";
import { ownValue } from "../numbers/own.ts";
import { alwaysCycles, reachedBy } from "../schedule/unreached.ts";
import { lookUp, type Path } from "../source/tree.ts";
import { pointsOf } from "./equal-rates.ts";

/** A value as it is written, and what is told of it where it has no effect; undefined: it has one. */
interface WrittenValue {
  /** Where it stands in the text. */
  readonly offset: number;
  readonly warning: Issue<Span> | undefined;
}

/** The most points. In a larger grid, values without effect are not looked for, and that is said. */
const MOST_POINTS = 10_000;

/** Warns of values that come into effect in no variant. One that some variant uses is not told. Gives what to say of a grid that is too large. */
export function warnOfUnreached(
  grid: Grid,
  checker: PointChecker,
  registry: Registry,
  warnings: Issues,
): readonly string[] {
  if (grid.points.count > MOST_POINTS)
    return [`${grid.points.count} variants: values without effect are looked for only up to ${MOST_POINTS}`];
  const found = new Map<number, Issue<Span> | undefined>();
  const seen = new Set<readonly WrittenValue[]>();
  for (const point of pointsOf(grid)) {
    const result = checker.check(point);
    if ("issues" in result) continue;
    const { value } = result;
    const [scheduler, optimizer] = (["scheduler", "optimizer"] as const).map((one) => grid.composer.at(one, point));
    if (scheduler === undefined || optimizer === undefined) continue;
    for (const all of [writtenIn(scheduler, value, registry), momentaIn(optimizer, value, registry)]) {
      if (seen.has(all)) continue;
      seen.add(all);
      for (const { offset, warning } of all)
        found.set(offset, found.has(offset) && found.get(offset) === undefined ? undefined : warning);
    }
  }
  warnings.addAll([...found.values()].filter((warning) => warning !== undefined));
  return [];
}

/** The values of schedulers. */
function writtenIn(composed: Composed, checked: CheckedPoint, { scheduler }: Registry): readonly WrittenValue[] {
  const { config, base, stepsPerEpoch } = checked;
  const lengths = [config.training.epochs, stepsPerEpoch, ...config.scheduler.map(({ steps }) => steps)];
  return once(composed, `unreached ${lengths.join()} ${base.lr.join()}`, () =>
    [...reachedBy(config.scheduler, scheduler, stepsPerEpoch, base.lr)].flatMap(
      ({ phase, path, config: own, unreached }) => {
        const within = composed.node?.kind === "list" ? [String(phase), ...path] : path;
        return Object.keys(scheduler[own.type]?.params.properties ?? {}).flatMap((name) => {
          const told = unreached.find(({ parameter }) => parameter === name);
          return writtenAt(composed, [...within, name], told?.message, told?.remedy);
        });
      },
    ),
  );
}

/** The momenta of optimizers, which a schedule may set in their place. */
function momentaIn(composed: Composed, { config }: CheckedPoint, registry: Registry): readonly WrittenValue[] {
  const isCycled = alwaysCycles(config.scheduler, registry.scheduler);
  const setter = config.scheduler[0]?.scheduler.type;
  return once(composed, `momenta ${isCycled && setter}`, () => {
    const parts = [config.optimizer].flat() as readonly PartConfig[];
    const isList = composed.node?.kind === "list";
    return parts.flatMap((part, i) =>
      [...momentumPaths(part, isList ? [String(i)] : [], registry)].flatMap((path) => {
        // An axis of momenta is told by the equal rates of its variants.
        if (composed.grafts.some((graft) => graft.path.join(".") === path.join("."))) return [];
        const name = path.findLast((segment) => !/^\d+$/.test(segment)) ?? "";
        const what = name === "betas" ? "the first of betas" : name;
        const message = `${what} is replaced at every step by base_momentum and max_momentum of ${setter}`;
        return writtenAt(composed, path, isCycled ? message : undefined, `cycle_momentum: false in ${setter} keeps it`);
      }),
    );
  });
}

/** The momenta that a schedule can cycle, but for those that are what they would be anyway or that must be there. */
function* momentumPaths(config: PartConfig, path: Path, registry: Registry): Generator<Path> {
  const part = ownValue(registry.optimizer, config.type);
  if (part === undefined || part.role !== "optimizer") return;
  const { cycled, wraps } = optimizerIn(registry.optimizer, config.type);
  const cycledPath = cycled?.split(".") ?? [];
  const [name = "", index] = cycledPath;
  const usual = (part.params.properties[name] as { readonly default?: Json } | undefined)?.default;
  const groups = (config[GROUPS] ?? []) as unknown as readonly Readonly<Record<string, Json>>[];
  const counts = (values: Readonly<Record<string, Json>>) => {
    const value = values[name];
    if (cycled === undefined || value === undefined || config.nesterov === true) return false;
    // To change the second of betas, the first has to be written.
    return index === undefined || (value as readonly Json[])[0] !== (usual as readonly Json[] | undefined)?.[0];
  };
  if (counts(config)) yield [...path, ...cycledPath];
  for (const [i, group] of groups.entries()) if (counts(group)) yield [...path, GROUPS, String(i), ...cycledPath];
  for (const inner of [wraps, REST]) {
    const held = inner === undefined ? undefined : (config[inner] as PartConfig | undefined);
    if (inner !== undefined && held) yield* momentumPaths(held, [...path, inner], registry);
  }
}

/** A default is not written, and not the user's. */
function writtenAt(
  composed: Composed,
  path: Path,
  message: string | undefined,
  remedy: string | undefined,
): readonly WrittenValue[] {
  const node = lookUp(composed.node, path);
  const graft = composed.grafts.findLast((graft) => graft.path.every((segment, at) => path[at] === segment));
  // What a search draws, it varies.
  if (node === undefined || graft?.label.startsWith("search.space.")) return [];
  const where = [composed.section, ...path].slice(0, -1).filter((name) => name !== "betas");
  const place = { path, of: "value" } as const;
  const warning =
    message === undefined
      ? undefined
      : issueIn(composed, issue("warning", place, `${where.join(".")}: ${message}`, remedy));
  return [{ offset: node.at.offset, warning }];
}
