import { filesBelow, sizeOf } from "./read.ts";

/** Bytes of all files in a folder and below it. */
export const sizeBelow = (folder: string): number =>
  filesBelow(folder).reduce((sum, path) => sum + (sizeOf(path) ?? 0), 0);

/** "4.1 MB": in powers of 1000, as file managers show sizes. */
export function sizeText(bytes: number): string {
  let value = bytes;
  for (const unit of ["B", "kB", "MB", "GB"]) {
    if (value < 999.5) return `${unit !== "B" && value < 9.95 ? value.toFixed(1) : Math.round(value)} ${unit}`;
    value /= 1000;
  }
  return `${value.toFixed(1)} TB`;
}
