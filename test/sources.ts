import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { transformSync } from "esbuild";
import { root } from "./root.ts";

/** A file of src/, as esbuild reads it: types erased (but for imports), no comments, one form of quotes and spaces. */
export interface Source {
  /** From the project's folder: "src/schedulers/StepLR.ts". */
  readonly path: string;
  /** The folder right under src/, or the file's own name where it lies in none. */
  readonly room: string;
  /** Name without folder and ending. */
  readonly name: string;
  readonly code: string;
  /** What it imports or re-exports, types included: a path as {@link path}, or a package as written. */
  readonly imports: readonly string[];
}

/** Statements that import, and calls of import(). */
const IMPORT = /^(?:import|export) [^;"]*from "([^"]+)"|^import "([^"]+)"|\bimport\("([^"]+)"\)/gm;

/** Types erased but for imports: those would be dropped with all trace of where they came from, so they become values. */
function plain(path: string, text: string): string {
  const values = text.replace(/^(import|export) type (?=[{*]|\w+,? (?:from|\{))/gm, "$1 ");
  const tsconfigRaw = { compilerOptions: { verbatimModuleSyntax: true } };
  return transformSync(values, { loader: path.endsWith(".ts") ? "ts" : "js", tsconfigRaw, sourcefile: path }).code;
}

function read(path: string): Source {
  const text = readFileSync(root + path, "utf8");
  const code = plain(path, text);
  const imports = [...code.matchAll(IMPORT)].map(([, from, bare, dynamic]) => {
    const specifier = (from ?? bare ?? dynamic) as string;
    return specifier.startsWith(".") ? posix.join(posix.dirname(path), specifier) : specifier;
  });
  return { path, room: path.split("/")[1] as string, name: posix.parse(path).name, code, imports };
}

/** Every module of src/. Throws where one cannot be parsed. */
export function readSources(): readonly Source[] {
  return readdirSync(`${root}src`, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.m?[tj]s$/.test(name) && !name.endsWith(".d.ts"))
    .map((name) => read(`src/${name.replaceAll("\\", "/")}`));
}
