import { Misfit } from "../contracts/part.ts";
import { itemAt } from "../numbers/item-at.ts";

export const ENCODINGS = ["auto", "utf-8", "utf-16", "windows-1252"] as const;
/** How a file's bytes stand for characters. */
type Encoding = (typeof ENCODINGS)[number];

interface DecodedText {
  /** Without a byte order mark. */
  readonly text: string;
  readonly encoding: Exclude<Encoding, "auto">;
}

/** What the bytes 0x80 to 0x9F are in Windows-1252; five of them are nothing. */
const WINDOWS_1252 = [..."€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ"];

/** Whether characters are some that no text has. Any bytes can be read as Windows-1252, so there it is stricter. */
function isBinary({ text, encoding }: DecodedText): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  return encoding === "windows-1252" ? /[\0-\x08\x0e-\x1f]/.test(text) : text.includes("\0");
}

/**
 * Reads a file as text. auto: what its byte order mark says; without one UTF-8, or else Windows-1252.
 * @param file as the user named it
 * @throws Misfit("path", …) when it is not text in that encoding
 */
export function decodeText(bytes: Uint8Array, file: string, asked: Encoding): DecodedText {
  const found = asked === "auto" ? detected(bytes) : decoded(bytes, asked);
  if (found !== undefined && !isBinary(found)) return found;
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    throw new Misfit("path", `${file} is a workbook or another zip file, not text`, 'save it as "CSV UTF-8"');
  }
  const wrong = asked === "auto" ? "text in UTF-8, in UTF-16 with a byte order mark or in Windows-1252" : NAMES[asked];
  throw new Misfit("path", `${file} is not ${wrong}`, 'save it as "CSV UTF-8"');
}

const NAMES = { "utf-8": "UTF-8 text", "utf-16": "UTF-16 text", "windows-1252": "Windows-1252 text" } as const;

function detected(bytes: Uint8Array): DecodedText | undefined {
  if (markOf(bytes) !== undefined) return decoded(bytes, "utf-16");
  return decoded(bytes, "utf-8") ?? decoded(bytes, "windows-1252");
}

/** What the byte order mark of UTF-16 says. */
function markOf([first, second]: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : undefined;
}

function decoded(bytes: Uint8Array, encoding: Exclude<Encoding, "auto">): DecodedText | undefined {
  if (encoding === "windows-1252") return { text: fromWindows1252(bytes), encoding };
  try {
    const label = encoding === "utf-16" ? (markOf(bytes) ?? "utf-16le") : encoding;
    return { text: new TextDecoder(label, { fatal: true }).decode(bytes), encoding };
  } catch {
    return undefined;
  }
}

/** Node 20 and some later versions decode it as Latin-1, which leaves 0x80 to 0x9F as they are. */
function fromWindows1252(bytes: Uint8Array): string {
  const text = new TextDecoder("windows-1252").decode(bytes);
  return text.replace(/[\x80-\x9f]/g, (character) => itemAt(WINDOWS_1252, character.charCodeAt(0) - 0x80));
}
