import { extname, join } from "node:path";
import { isFile, namesBelow } from "../io/read.ts";

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

interface Served {
  readonly type: string;
  readonly path: string;
}

/**
 * Finds a file below `root` by the path of a URL; undefined for anything that must not be served: hidden files, links that
 * lead out of the folder, and what is not a file.
 */
export function serveFile(root: string, urlPath: string): Served | undefined {
  const names = namesOf(urlPath);
  if (names === undefined) return undefined;
  try {
    const path = join(root, ...names);
    const inner = namesBelow(root, path);
    if (!inner.every(isOpen) || !isFile(path)) return undefined;
    const extension = extname(inner.at(-1) ?? "").toLowerCase();
    return { type: TYPES[extension] ?? "application/octet-stream", path };
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

/** Whether a name is that of one visible file or folder: not `..`, and without a separator or a drive. */
const isOpen = (name: string) => name !== "" && !name.startsWith(".") && !/[/\\:\0]/.test(name);
