import { register } from "node:module";
import { extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { PluginFile } from "../contracts/plugin.ts";
import { isFile, readBytes } from "../io/read.ts";
import { sha256 } from "../numbers/sha256.ts";
import { PluginError } from "./plugin-error.ts";

const TYPESCRIPT = [".ts", ".mts"];
const ENDINGS = [".mjs", ".js", ...TYPESCRIPT];

/** Lets a plugin import "lrsweep" wherever its file is: where Node does not find the package, it is this one. */
const HOOKS = `
let home;
export function initialize(data) { home = data; }
export async function resolve(specifier, context, next) {
  if (!/^lrsweep(\\/|$)/.test(specifier)) return next(specifier, context);
  try { return await next(specifier, context); } catch { return next(specifier, { ...context, parentURL: home }); }
}`;

let isRegistered = false;

/** Runs a plugin's file. Rejects with PluginError. */
export async function importPlugin(
  file: string,
): Promise<{ readonly plugin: PluginFile; readonly exported: Readonly<Record<string, unknown>> }> {
  const path = resolve(file);
  refuseFile(file, path);
  const plugin = { path, digest: sha256(readBytes(path)) };
  if (!isRegistered) register(`data:text/javascript,${encodeURIComponent(HOOKS)}`, { data: import.meta.url });
  isRegistered = true;
  try {
    return { plugin, exported: await import(pathToFileURL(path).href) };
  } catch (error) {
    throw new PluginError(`${file}: the plugin could not be loaded: ${reasonOf(error, file)}`);
  }
}

function refuseFile(file: string, path: string): void {
  if (!isFile(path)) throw new PluginError(`${file}: there is no such plugin`);
  const ending = extname(path);
  if (!ENDINGS.includes(ending))
    throw new PluginError(`${file}: a plugin is a JavaScript module: name it ${ENDINGS.join(", ")}`);
  if (TYPESCRIPT.includes(ending) && !("typescript" in process.features && process.features.typescript))
    throw new PluginError(
      `${file}: Node ${process.versions.node} runs no TypeScript. Take Node 22.18 or later, or compile it to .mjs`,
    );
}

function reasonOf(error: unknown, file: string): string {
  if (!(error instanceof Error)) return String(error);
  // Where Node parses a module, the error does not say where in the file it is.
  return error instanceof SyntaxError ? `${error.message}; node --check ${file} shows where` : error.message;
}
