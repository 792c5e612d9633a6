import { readFile, realpath, stat } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml; charset=utf-8",
  ".png": "image/png",
  ".md": "text/plain; charset=utf-8",
  ".yaml": "text/plain; charset=utf-8",
  ".jsonl": "text/plain; charset=utf-8",
  ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

export interface Served {
  readonly type: string;
  readonly content: Buffer;
}

/**
 * A file below `root` by the path of a URL; undefined for whatever is not there to be served: what is hidden, what a link
 * leads out to, what is no file.
 */
export async function serveFile(root: string, urlPath: string): Promise<Served | undefined> {
  const names = namesOf(urlPath);
  if (names === undefined) return undefined;
  try {
    const top = await realpath(root);
    const path = await realpath(join(top, ...names));
    const inner = relative(top, path).split(sep);
    if (!inner.every(isOpen) || !(await stat(path)).isFile()) return undefined;
    return { type: TYPES[extname(path).toLowerCase()] ?? "application/octet-stream", content: await readFile(path) };
  } catch {
    return undefined;
  }
}

function namesOf(urlPath: string): readonly string[] | undefined {
  try {
    const names = urlPath.split("/").map(decodeURIComponent);
    return names.every(isOpen) ? names : undefined;
  } catch {
    return undefined;
  }
}

/** A name of one file or folder that is not hidden: `..` is not, nor one that holds a separator or a drive. */
const isOpen = (name: string) => name !== "" && !name.startsWith(".") && !/[/\\:\0]/.test(name);
