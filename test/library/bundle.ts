import { readFileSync } from "node:fs";
import { root } from "../root.ts";

const FILE = `${root}dist/schedulers.js`;

/** What lrsweep/schedulers is as a file. */
export const schedulersText = () => readFileSync(FILE, "utf8");

/** lrsweep/schedulers as it is published. */
export const importSchedulers = (): Promise<typeof import("../../src/library/schedulers.ts")> =>
  import(new URL(`file://${FILE}`).href);
