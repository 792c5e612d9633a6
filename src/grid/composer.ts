import type { Registry } from "../contracts/registry.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { Node, Path } from "../source/tree.ts";
import type { Axis } from "./axes.ts";
import { type Composed, compose, type Placement } from "./compose.ts";
import type { Addition, Overlay } from "./overlay.ts";
import { type Forms, type Section, sectionsIn } from "./sections.ts";

/** A point of the grid: one value for each axis, plus what `include` adds. */
export interface Point {
  /** Index in the full product of the axes, where the last axis changes fastest; {@link NOWHERE} if no axis has a value. */
  readonly flat: number;
  readonly overlay: Overlay | undefined;
}

export const NOWHERE = -1;

/** A path of an axis, relative to its section. */
interface Touch {
  readonly axis: number;
  readonly part: number;
  readonly path: Path;
}

/** How many composed versions of a section are kept. */
const MAX_KEPT_POINTS = 10_000;

/** How many are kept of a section that has more: it comes round to none of them in time, and what dies young costs little. */
const MIN_KEPT_POINTS = 64;

/** Composes sections on demand. Points that differ only elsewhere share them. */
export class Composer {
  readonly axes: readonly Axis[];
  /** What stands in each section of the file. */
  readonly forms: Forms;
  readonly #sections: readonly Section[];
  /** For each axis, how many points lie between two of its values. */
  readonly #strides: readonly number[];
  readonly #touches: ReadonlyMap<Section, readonly Touch[]>;
  readonly #kept: ReadonlyMap<Section, Map<string | number, Composed>>;
  readonly #mostKept: ReadonlyMap<Section, number>;
  /** The sections that each axis touches. */
  readonly #sectionsOf: readonly (readonly Section[])[];
  /** What applied in a section, by the values that decide it. */
  readonly #applied: ReadonlyMap<Section, Map<string | number, readonly boolean[]>>;
  /** Whether an axis's values decide which others apply: a part or its type do, a number doesn't. */
  readonly #decides: readonly boolean[];
  readonly #everApplied = new Set<string>();
  readonly #base: ReadonlyMap<Section, Node>;
  readonly #registry: Registry;
  /** Points in the full product. */
  readonly size: number;

  constructor(base: ReadonlyMap<Section, Node>, axes: readonly Axis[], registry: Registry, forms: Forms) {
    this.#base = base;
    this.axes = axes;
    this.#registry = registry;
    this.forms = forms;
    this.#sections = sectionsIn(forms);
    this.#kept = new Map(this.#sections.map((section) => [section, new Map()]));
    this.#touches = new Map(this.#sections.map((section) => [section, touchesOf(section, axes)]));
    this.#sectionsOf = axes.map((_, axis) =>
      this.#sections.filter((section) => this.#touches.get(section)?.some((touch) => touch.axis === axis)),
    );
    const versionsOf = (section: Section) =>
      axes.reduce(
        (product, { values }, axis) => product * (this.sectionsOf(axis).includes(section) ? values.length : 1),
        1,
      );
    this.#mostKept = new Map(
      this.#sections.map((section) => [
        section,
        versionsOf(section) > MAX_KEPT_POINTS ? MIN_KEPT_POINTS : MAX_KEPT_POINTS,
      ]),
    );
    this.#applied = new Map(this.#sections.map((section) => [section, new Map()]));
    this.#decides = axes.map(({ values }) => values.some(({ nodes }) => !nodes.every(isNumber)));
    const strides: number[] = [];
    this.size = axes.reduceRight((stride, { values }) => {
      strides.unshift(stride);
      return stride * values.length;
    }, 1);
    this.#strides = strides;
  }

  stride(axis: number): number {
    return itemAt(this.#strides, axis);
  }

  /** The index of an axis's value at a point. */
  indexAt(flat: number, axis: number): number {
    return Math.floor(flat / itemAt(this.#strides, axis)) % itemAt(this.axes, axis).values.length;
  }

  sectionsOf(axis: number): readonly Section[] {
    return itemAt(this.#sectionsOf, axis);
  }

  at(section: Section, { flat, overlay }: Point): Composed {
    const key = this.#keyOf(section, flat, overlay, () => true);
    const kept = this.#kept.get(section) as Map<string | number, Composed>;
    const known = kept.get(key);
    if (known !== undefined) return known;
    if (kept.size >= (this.#mostKept.get(section) as number)) kept.clear();
    const composed = this.#compose(section, flat, overlay);
    kept.set(key, composed);
    return composed;
  }

  /** For each path of an axis, whether it is a parameter of the part at that place. */
  applies(point: Point, axis: number): readonly boolean[] {
    const flags = itemAt(this.axes, axis).paths.map(() => false);
    if (point.flat === NOWHERE) return flags;
    for (const section of this.sectionsOf(axis)) {
      const applied = this.#appliedAt(section, point);
      this.#touches.get(section)?.forEach((touch, i) => {
        if (touch.axis === axis && applied[i]) flags[touch.part] = true;
      });
    }
    return flags;
  }

  /** Whether an addition of `include` is a parameter of the part at that place. */
  adds(point: Point, { section, label }: Addition): boolean {
    return this.at(section, point).grafts.some((graft) => graft.label === label);
  }

  /** Whether a path of an axis applied anywhere in what was composed so far. */
  everApplied(axis: number, part: number): boolean {
    return this.#everApplied.has(`${axis}.${part}`);
  }

  everAdded({ label }: Addition): boolean {
    return this.#everApplied.has(label);
  }

  /** Which placements of a section apply at a point. A grid of a thousand rates asks once. */
  #appliedAt(section: Section, point: Point): readonly boolean[] {
    const key = this.#keyOf(section, point.flat, point.overlay, (axis) => itemAt(this.#decides, axis));
    const kept = this.#applied.get(section) as Map<string | number, readonly boolean[]>;
    const known = kept.get(key);
    if (known !== undefined) return known;
    if (kept.size >= MAX_KEPT_POINTS) kept.clear();
    const { applied } = this.at(section, point);
    kept.set(key, applied);
    return applied;
  }

  /** Equal for points that have the same values in a section. @param counts the axes that count */
  #keyOf(
    section: Section,
    flat: number,
    overlay: Overlay | undefined,
    counts: (axis: number) => boolean,
  ): string | number {
    let local = 0;
    let before = -1;
    for (const { axis } of this.#touches.get(section) as readonly Touch[]) {
      if (axis === before || flat === NOWHERE || !counts(axis)) continue;
      local = local * itemAt(this.axes, axis).values.length + this.indexAt(flat, axis);
      before = axis;
    }
    if (!overlay?.placements.some((placement) => placement.section === section) && flat !== NOWHERE) return local;
    return `${overlay?.id} ${flat === NOWHERE ? NOWHERE : local}`;
  }

  #compose(section: Section, flat: number, overlay: Overlay | undefined): Composed {
    const touches = flat === NOWHERE ? [] : (this.#touches.get(section) as readonly Touch[]);
    const placements: Placement[] = touches.map(({ axis, part, path }) => {
      const { nodes, label } = itemAt(itemAt(this.axes, axis).values, this.indexAt(flat, axis));
      return { path, node: itemAt(nodes, part), label };
    });
    const added = overlay?.placements.filter((placement) => placement.section === section) ?? [];
    const all = [...placements, ...added];
    const composed = compose(section, this.#base.get(section), all, this.#registry, this.forms[section]);
    composed.applied.forEach((applied, i) => {
      if (!applied) return;
      const touch = touches[i];
      const extra = added[i - touches.length];
      if (touch) this.#everApplied.add(`${touch.axis}.${touch.part}`);
      if (extra) this.#everApplied.add(extra.label);
    });
    return composed;
  }
}

const isNumber = (node: Node) => node.kind === "scalar" && typeof node.value === "number";

function touchesOf(section: Section, axes: readonly Axis[]): readonly Touch[] {
  return axes.flatMap(({ paths }, axis) =>
    paths.flatMap(([first, ...path], part) => (first === section ? [{ axis, part, path }] : [])),
  );
}
