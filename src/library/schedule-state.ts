import type { ScheduleState } from "./schedule-types.ts";

/** Numbers that JSON has no word for, as text under this key. */
const KEY = "$number";

/** The state as plain data that JSON keeps as it is. */
export function packed(state: ScheduleState): ScheduleState {
  return pack(state) as ScheduleState;
}

/** The state as it was. */
export function unpacked(state: ScheduleState): ScheduleState {
  return unpack(state) as ScheduleState;
}

function pack(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : { [KEY]: String(value) };
  return mapped(value, pack);
}

function unpack(value: unknown): unknown {
  if (typeof value === "object" && value !== null && KEY in value) return Number(value[KEY]);
  return mapped(value, unpack);
}

function mapped(value: unknown, to: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(to);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, to(item)]));
}
