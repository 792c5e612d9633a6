import { Misfit } from "../contracts/part.ts";
import { formatBytes } from "../experiment/memory.ts";

/** Bytes of the longest text: V8 makes no longer strings. */
export const LONGEST_TEXT = 0x1fff_ffe8;

/** @throws Misfit("path", …) where a file is too long for a text */
export function checkTextLength(bytes: Uint8Array, file: string): void {
  if (bytes.length <= LONGEST_TEXT) return;
  const message = `${file} has ${formatBytes(bytes.length)}; at most ${formatBytes(LONGEST_TEXT)} of text are read`;
  throw new Misfit("path", message, "a shorter file");
}

/** Characters of a file's text that a message shows. */
const SHOWN = 60;

/** A text from a file, for a message: it may be of any length there. */
export const shortened = (text: string, most = SHOWN) => (text.length <= most ? text : `${text.slice(0, most)}…`);
