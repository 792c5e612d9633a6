import type { Json, PartConfig } from "../contracts/config.ts";
import { GROUPS, hasGroups } from "../contracts/groups.ts";
import type { PartContext, Warning } from "../contracts/part.ts";
import type { Registry } from "../contracts/registry.ts";
import type { Composed } from "../grid/compose.ts";
import { once } from "../grid/memo.ts";
import { type Issue, issue, type Span } from "../issues/issue.ts";
import { lookUp, type Path } from "../source/tree.ts";
import { type PlacedPart, partsWithin } from "./parts-within.ts";
import { issueIn } from "./places.ts";
import type { ResolvedPart } from "./resolve-part.ts";

/** A parameter without effect, by its path within the section. */
interface Idle {
  readonly path: Path;
  readonly warning: Warning;
}

/**
 * Parameters that were written but have no effect beside the others.
 * @param modelKey tells models apart that differ in their parameters
 */
export function idleParameters(
  composed: Composed,
  parts: readonly ResolvedPart[],
  context: PartContext,
  registry: Registry,
  modelKey = "",
): readonly Issue<Span>[] {
  const { cyclesMomentum, keepsStatistics, classes, length } = context;
  const key = [cyclesMomentum, keepsStatistics, classes, length?.epochs, length?.stepsPerEpoch, modelKey].join(" ");
  return once(composed, `idle ${key}`, () => {
    const found = parts.flatMap((placed) =>
      [...partsWithin(placed, registry)].flatMap((each) => [...idleHere(each, context)]),
    );
    // A default is not the user's mistake.
    const written = found.filter(({ path }) => lookUp(composed.node, path) !== undefined);
    return written.map(({ path, warning: { message, remedy } }) => {
      const place = { path, of: "value" } as const;
      const where = [composed.section, ...path.slice(0, -1)].join(".");
      return issueIn(composed, issue("warning", place, `${where}: ${message}`, remedy));
    });
  });
}

/** In an optimizer with param groups, a parameter has an effect if it has one in any group. */
function* idleHere({ part, config, path }: PlacedPart, context: PartContext): Generator<Idle> {
  if (part.idle === undefined) return;
  const { [GROUPS]: listed, ...own } = config;
  const groups = (hasGroups(part) && listed ? listed : []) as unknown as readonly Readonly<Record<string, Json>>[];
  const idleAmong = (overrides: object) =>
    part.idle?.({ ...(hasGroups(part) ? own : config), ...overrides } as PartConfig, context) ?? [];
  const ofGroups = groups.map(idleAmong);
  const isIdle = (among: readonly Warning[], name: string) => among.some(({ parameter }) => parameter === name);
  for (const warning of idleAmong({})) {
    const { parameter } = warning;
    if (!groups.every((group, i) => parameter in group || isIdle(ofGroups[i] ?? [], parameter))) continue;
    yield { path: [...path, ...parameter.split(".")], warning };
  }
  for (const [i, warnings] of ofGroups.entries())
    for (const warning of warnings)
      if (warning.parameter in (groups[i] as object))
        yield { path: [...path, GROUPS, String(i), warning.parameter], warning };
}
