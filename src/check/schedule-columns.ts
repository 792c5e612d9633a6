import { groupColumn } from "../contracts/groups.ts";
import type { Registry } from "../contracts/registry.ts";
import { pluginsUsed } from "../schedule/plugins-used.ts";
import type { SchedulePiece } from "./schedule-piece.ts";

/** What the schedules and param groups of all points checked so far need. */
export class ScheduleColumns {
  readonly #groups = new Set<string>();
  readonly #plugins = new Set<string>();
  #isPerStep = false;
  #cycles = false;

  /** @param groups names of those with columns of their own */
  addGroups(groups: readonly string[]): void {
    for (const name of groups) this.#groups.add(name);
  }

  addSchedule({ value, isPerStep, cycles }: SchedulePiece, schedulers: Registry["scheduler"]): void {
    this.#isPerStep ||= isPerStep;
    this.#cycles ||= cycles;
    for (const plugin of pluginsUsed(value, schedulers)) this.#plugins.add(plugin);
  }

  /** The first param group's columns, then those of the others. */
  get rates(): readonly string[] {
    const own = ["lr", ...(this.#isPerStep ? ["lr_end"] : []), ...(this.#cycles ? ["momentum"] : [])];
    return [...own, ...[...this.#groups].map(groupColumn)];
  }

  /** Digests of the plugins used. */
  get plugins(): readonly string[] {
    return [...this.#plugins].sort();
  }
}
