import { basename, delimiter, join, relative, resolve, sep } from "node:path";

/** Prints a command of lrsweep so that it works when pasted into the shell that started this process. */
export type PrintCommand = (...words: readonly string[]) => string;

/** How this process was started. */
export interface ProcessStart {
  /** As in process.argv. */
  readonly script: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly workingFolder: string;
  readonly exists: (path: string) => boolean;
}

const OUR_PACKAGE = "lrsweep";
const LAUNCHER = "launch.mjs";

/**
 * `npm run sweep -- …` where an npm script of this clone started it, `lrsweep sweep …` where that is on the PATH,
 * `npx lrsweep sweep …` in a project that has it installed, and `node <script> sweep …` where the script was started by its path.
 */
export function printerFor(start: ProcessStart): PrintCommand {
  const quote = (word: string) => quoted(word, start.platform);
  const joined = (words: readonly string[]) => words.map(quote).join(" ");
  if (isNpmScript(start)) {
    return (command = "help", ...rest) =>
      rest.length === 0 ? `npm run ${quote(command)}` : `npm run ${quote(command)} -- ${joined(rest)}`;
  }
  const program = programOf(start);
  return (...words) => joined([...program, ...words]);
}

/** The typed command, to continue: without --fresh, which would train everything again, and without a password. */
export function continuation(print: PrintCommand, typed: readonly string[]): string {
  const words = typed
    .filter((word) => word !== "--fresh")
    .map((word) => word.replace(/^((?:--queue=)?rediss?:\/\/[^/@]*:)[^@]*@/, "$1***@"));
  return print(...words);
}

/** Whether an npm script of this clone started the process. */
export function isNpmScript({ script, environment }: ProcessStart): boolean {
  const { npm_lifecycle_event: event, npm_package_name: name } = environment;
  return basename(script) === LAUNCHER && name === OUR_PACKAGE && event !== undefined && event !== "npx";
}

function programOf(start: ProcessStart): readonly string[] {
  const { script, environment } = start;
  const isInstalled = script.split(/[\\/]/).includes("node_modules");
  if (environment.npm_command === "exec" && isInstalled) return ["npx", OUR_PACKAGE];
  if (isOnPath(start)) return [OUR_PACKAGE];
  if (isInstalled) return ["npx", OUR_PACKAGE];
  return ["node", nearest(start)];
}

/** Whether the shell finds lrsweep. Folders that npm adds to the PATH of its scripts do not count. */
function isOnPath({ environment, platform, exists }: ProcessStart): boolean {
  const folders = (environment.PATH ?? environment.Path ?? "").split(delimiter).filter((folder) => folder !== "");
  const name = platform === "win32" ? `${OUR_PACKAGE}.cmd` : OUR_PACKAGE;
  return folders.some((folder) => !/[\\/]node_modules[\\/]/.test(`${folder}${sep}`) && exists(join(folder, name)));
}

/** The script's path, relative if it is below the working folder. */
function nearest({ script, workingFolder }: ProcessStart): string {
  const path = relative(workingFolder, resolve(workingFolder, script));
  return path.startsWith("..") ? script : path;
}

/** A word as the shell reads it: cmd.exe and PowerShell on Windows, a POSIX shell elsewhere. */
export function quoted(word: string, platform: NodeJS.Platform): string {
  const isPlain = platform === "win32" ? /^[\w@+:./\\-]+$/ : /^[\w@%+:,./-][\w@%+=:,./-]*$/;
  if (isPlain.test(word)) return word;
  if (platform === "win32") return `"${word.replaceAll('"', '\\"')}"`;
  return `'${word.replaceAll("'", "'\\''")}'`;
}
