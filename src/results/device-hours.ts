import type { Cell } from "../experiment/plan.ts";
import type { DeviceHours } from "../folder/manifest.ts";
import { deviceHours, type RunTiming } from "../tables/timing-columns.ts";

/** An axis of more values is not added up. */
const MOST_VALUES = 20;

/** Adds up the device hours of runs: of all, and by the values of each axis. */
export class DeviceClock {
  #all = 0;
  readonly #axes: readonly Map<string, number>[];

  constructor(private readonly heads: readonly string[]) {
    this.#axes = heads.map(() => new Map());
  }

  /** @param cells of the run's variant, one for each head */
  add(cells: readonly Cell[], timing: RunTiming): void {
    const hours = deviceHours(timing);
    this.#all += hours;
    this.#axes.forEach((values, axis) => {
      if (values.size > MOST_VALUES) return;
      const value = String(cells[axis] ?? "");
      values.set(value, (values.get(value) ?? 0) + hours);
    });
  }

  /** With three digits, in hours. */
  get hours(): DeviceHours {
    const rounded = (hours: number) => Number(hours.toPrecision(3));
    const axes = this.heads.flatMap((head, axis) => {
      const values = [...(this.#axes[axis] ?? [])].map(([value, hours]) => [value, rounded(hours)] as const);
      return values.length < 2 || values.length > MOST_VALUES ? [] : [[head, Object.fromEntries(values)] as const];
    });
    return { all: rounded(this.#all), by: Object.fromEntries(axes) };
  }
}
