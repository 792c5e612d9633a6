import type { Json } from "../contracts/config.ts";
import { GROUPS, hasGroups } from "../contracts/groups.ts";
import type { Registry } from "../contracts/registry.ts";
import { neededVersions } from "../contracts/torch.ts";
import {
  isAtLeast,
  TORCH_SECTIONS,
  type TorchMeans,
  type TorchRun,
  type TorchSection,
} from "../experiment/torch-means.ts";
import type { Composed } from "../grid/compose.ts";
import { once } from "../grid/memo.ts";
import { type Issue, issue, type Span } from "../issues/issue.ts";
import { lookUp } from "../source/tree.ts";
import { type PlacedPart, partsWithin } from "./parts-within.ts";
import { issueIn } from "./places.ts";
import type { ResolvedPart } from "./resolve-part.ts";

/** A section with its parts. */
interface TorchPiece {
  readonly composed: Composed;
  readonly parts: readonly ResolvedPart[];
}

interface TorchNeeds {
  readonly torch: TorchMeans | undefined;
  readonly registry: Registry;
  /** PyTorch's version. */
  readonly version: string;
  /** Tells apart what the sections around one are, as far as its spelling depends on them. */
  readonly keyOf: (section: TorchSection) => string;
}

/** What PyTorch, or this version of it, cannot train of a run. */
export function torchIssues(
  run: () => TorchRun,
  pieces: Readonly<Record<TorchSection, TorchPiece>>,
  needs: TorchNeeds,
): readonly Issue<Span>[] {
  const { torch, registry, version, keyOf } = needs;
  return TORCH_SECTIONS.flatMap((section) => {
    const { composed, parts } = pieces[section];
    const all = () => parts.flatMap((placed) => [...partsWithin(placed, registry)]);
    const young = once(composed, `torch ${version}`, () =>
      all().flatMap((placed) => tooNew(placed, composed, version)),
    );
    if (young.length > 0 || torch === undefined) return young;
    return once(composed, `torch spells ${keyOf(section)}`, () => {
      const refusal = torch.refuse(section, run(), registry);
      if (refusal === undefined) return [];
      const path = all().find(({ config }) => config.type === refusal.type)?.path ?? [];
      const message = `${[section, ...path].join(".")}: engine torch cannot train this: ${refusal.message}`;
      return [issueIn(composed, issue("misfit", { path, of: "value" }, message, "use engine: auto"))];
    });
  });
}

/** What of a part is newer than this PyTorch, in itself or in its param groups. */
function tooNew({ part, config, path }: PlacedPart, composed: Composed, version: string): readonly Issue<Span>[] {
  // A convolution has groups, too: those of its channels.
  const listed = hasGroups(part) ? config[GROUPS] : undefined;
  const groups = (listed ?? []) as unknown as readonly Readonly<Record<string, Json>>[];
  const own = neededVersions(part, config).map((needed) => ({ ...needed, within: path }));
  const inGroups = groups.flatMap((group, i) =>
    neededVersions(part, { type: config.type, ...group })
      .filter(({ parameter }) => parameter !== undefined)
      .map((needed) => ({ ...needed, within: [...path, GROUPS, String(i)] })),
  );
  const where = [composed.section, ...path].join(".");
  return [...own, ...inGroups]
    .filter(({ least }) => !isAtLeast(version, least))
    .map(({ name, parameter, least, within }) => {
      const message = `${where}: ${name} needs PyTorch ${least}, and Python here has ${version}`;
      const remedy = "install a newer PyTorch, set LRSWEEP_PYTHON to a Python that has it, or use engine: auto";
      const at = parameter === undefined ? within : [...within, parameter];
      const place = lookUp(composed.node, at) === undefined ? path : at;
      return issueIn(composed, issue("misfit", { path: place, of: "value" }, message, remedy));
    });
}
