import { dirname, join, resolve } from "node:path";
import { InputError } from "../command-line/input-error.ts";
import { whyUnreadable } from "../io/file-error.ts";
import { isFile, MOST_WRITTEN, readBytes } from "../io/read.ts";
import { renderIssues } from "../issues/render.ts";
import { parseConfig } from "./parse.ts";
import { CONFIG_FILE, type ConfigFile } from "./schema.ts";

export interface ConfigPlaces {
  readonly workingFolder: string;
  readonly homeFolder: string;
}

/** What the files say together. The working folder's values go before those of the home folder. */
export interface Config extends Omit<ConfigFile, "plugins"> {
  /** Absolute paths, those of the home folder first. */
  readonly plugins: readonly string[];
  /** Refuses plugins of the working folder: whoever wrote them may be a stranger. Undefined where it names none. */
  readonly distrust: InputError | undefined;
}

/** Reads lrsweep.config.yaml of both folders, where it is there. Throws InputError where one is wrong. */
export function readConfig({ workingFolder, homeFolder }: ConfigPlaces): Config {
  const home = readFile(join(homeFolder, CONFIG_FILE), `~/${CONFIG_FILE}`);
  const isHome = resolve(workingFolder) === resolve(homeFolder);
  const own = isHome ? undefined : readFile(join(workingFolder, CONFIG_FILE), CONFIG_FILE);
  const plugins = [...new Set([...(home?.plugins ?? []), ...(own?.plugins ?? [])])];
  return { ...home?.config, ...own?.config, plugins, distrust: own?.distrust };
}

function bytesOf(path: string, shown: string): Uint8Array {
  try {
    return readBytes(path, MOST_WRITTEN);
  } catch (error) {
    throw new InputError(`${shown}: error: cannot read it: ${whyUnreadable(error)}`);
  }
}

/** @param shown the path as in messages */
function readFile(path: string, shown: string) {
  if (!isFile(path)) return undefined;
  const parsed = parseConfig(shown, bytesOf(path, shown));
  if ("issues" in parsed) throw new InputError(renderIssues(parsed.issues));
  const { plugins = [], ...config } = parsed.config;
  const refusal = parsed.issueAt(
    "plugins",
    "it names plugins, and a plugin can do whatever you can do",
    "read them; to run them, add --trust-plugins or set LRSWEEP_TRUST_PLUGINS=1",
  );
  return {
    config,
    plugins: plugins.map((file) => resolve(dirname(path), file)),
    distrust: plugins.length === 0 ? undefined : new InputError(renderIssues([refusal])),
  };
}
