import { InvalidArgumentError } from "commander";
import { hasVanished } from "../numbers/vanished.ts";

/** A reader of whole numbers between two ends, both included. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    // 1.000 may mean a thousand.
    if (!/^\s*\+?\d+(?:e\d+)?\s*$/i.test(text) || !Number.isInteger(value) || value < least)
      throw new InvalidArgumentError(`It must be a whole number, at least ${least}.`);
    if (value > most) throw new InvalidArgumentError(`It must be at most ${most}.`);
    return value;
  };
}

/** A reader of rates. Training is computed in float32, which has no smaller and no larger numbers. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  const written = text.trim();
  const meant = /^\+?(\d*),(\d+)$/.exec(written);
  if (meant !== null) throw new InvalidArgumentError(`Decimals take a point: ${meant[1] || "0"}.${meant[2]}.`);
  if (!/^\+?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(written) || (value === 0 && !hasVanished(written)))
    throw new InvalidArgumentError("It must be a number above 0.");
  if (Math.fround(value) === 0) throw new InvalidArgumentError("It is too small: it would be 0.");
  if (!Number.isFinite(Math.fround(value))) throw new InvalidArgumentError("It is too large: it would be infinite.");
  return value;
}

export function portNumber(text: string): number {
  const value = Number(text);
  if (!/^\s*\d+\s*$/.test(text) || value > 65535) throw new InvalidArgumentError("It must be 0 to 65535.");
  return value;
}

const MOST_SHARDS = 100_000;

/** `i/n`, where i counts from 0. */
export function shardOf(text: string): { readonly index: number; readonly of: number } {
  const [, index, of] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (index === undefined || of === undefined || of < 1)
    throw new InvalidArgumentError("It must be i/n, such as 0/4 for the first of four.");
  if (of > MOST_SHARDS) throw new InvalidArgumentError(`It must be of at most ${MOST_SHARDS} shards.`);
  if (index >= of) throw new InvalidArgumentError(`Shards count from 0: 0/${of} … ${of - 1}/${of}.`);
  return { index, of };
}

/** Graphics devices of each slot: "0,1" is one for each of two; "0,1/2,3" two for each. */
export function devicesOf(text: string): readonly string[] {
  const slots = text.split(text.includes("/") ? "/" : ",").map((devices) => devices.trim());
  if (slots.every((devices) => /^[\w:.-]+(,[\w:.-]+)*$/.test(devices))) return slots;
  throw new InvalidArgumentError("It must be a list such as 0,1 or, with several devices for each program, 0,1/2,3.");
}

/** Names separated by commas. */
export function namesOf(text: string): readonly string[] {
  const names = text.split(",").map((name) => name.trim());
  if (names.every((name) => name !== "")) return names;
  throw new InvalidArgumentError("It must be names separated by commas, such as lr,scheduler.");
}

/** Seeds separated by commas. */
export function seedsOf(text: string): readonly number[] {
  const seeds = text.split(",").map((seed) => (/^\s*\d+\s*$/.test(seed) ? Number(seed) : Number.NaN));
  if (seeds.every(Number.isSafeInteger)) return seeds;
  throw new InvalidArgumentError("It must be whole numbers separated by commas, such as 0,1,2.");
}
