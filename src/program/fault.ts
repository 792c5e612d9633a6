import { stripVTControlCharacters } from "node:util";
import type { RunStatus } from "../contracts/record.ts";

/** What ends a program's run as failed, in plain words. */
export class Fault extends Error {
  constructor(
    message: string,
    readonly status: Extract<RunStatus, "failed" | "timeout"> = "failed",
  ) {
    super(message);
  }
}

const MOST_LINES = 10;
const MOST_CHARACTERS = 300;

/** The last lines of a log, fit to be shown: without escape sequences, of progress bars their last state. */
export function lastLines(log: Buffer): string {
  const text = stripVTControlCharacters(new TextDecoder().decode(log));
  const lines = text
    .split("\n")
    .map((line) => line.replace(/\r+$/, "").replace(/^.*\r/s, ""))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: binary output has them.
    .map((line) => line.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffd]+/g, "·").trimEnd())
    .filter((line) => line !== "");
  return lines
    .slice(-MOST_LINES)
    .map((line) => (line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line))
    .join("\n");
}
