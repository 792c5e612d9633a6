import { type ChildProcess, spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { delimiter, dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { ScriptConfig } from "../contracts/config.ts";
import type { ScriptProgram } from "../experiment/trained-by.ts";
import { RUN_VARIABLE } from "../io/processes.ts";

/** A start of a program for a run. */
interface Launch {
  readonly config: ScriptConfig;
  readonly program: ScriptProgram;
  readonly seed: number;
  readonly run: string;
  readonly nonce: string;
  /** The folder of the experiment, in which the program runs. */
  readonly workingFolder: string;
  /** The run's own folder. */
  readonly directory: string;
  /** Of the graphics devices that it may use: "0,1"; undefined: all. */
  readonly devices: string | undefined;
  /** How many programs run at once on this machine. */
  readonly slots: number;
}

/** Variables that make a program think it is one of several, of which there is only one here. */
const RANKS = ["RANK", "LOCAL_RANK", "WORLD_SIZE", "SLURM_PROCID", "SLURM_LOCALID"];
/** What numerical libraries take for the number of threads. */
const THREADS = ["OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS"];

const adapters = () => fileURLToPath(new URL(".", import.meta.resolve("#adapters/lrsweep.py")));

/** Starts a program with pipes for its input and output, and a further one (3) to its sweep. It leads a session of its own. */
export function launch(start: Launch): ChildProcess {
  const [command = "", ...words] = commandOf(start);
  return spawn(command, words, {
    cwd: start.workingFolder,
    env: environmentOf(start),
    detached: true,
    windowsHide: true,
    stdio: ["pipe", "pipe", "pipe", "pipe"],
  });
}

/** The command with values in the place of what stands for them. */
export function commandOf(
  start: Pick<Launch, "config" | "program" | "seed" | "run" | "directory" | "workingFolder">,
): readonly string[] {
  const { config, program, workingFolder } = start;
  const words = config.script.command.map((word) => filledIn(word, start));
  const [first = ""] = words;
  if (program.python === undefined) return words;
  const python = pythonPath(program.python, workingFolder);
  if (/^python(?:\d+(?:\.\d+)*)?(?:\.exe)?$/.test(first)) return words.with(0, python);
  return first.endsWith(".py") ? [python, ...words] : words;
}

/** A path of several names is relative to the experiment; a single name is looked for in PATH. */
const pythonPath = (python: string, workingFolder: string) =>
  /[/\\]/.test(python) ? resolve(workingFolder, python) : python;

/** A text with a run's values in the place of `{optimizer.lr}` and the like. */
export function filledIn(
  text: string,
  { config, seed, run, directory }: Pick<Launch, "config" | "seed" | "run" | "directory">,
): string {
  const { script, optimizer, training } = config;
  const values = { optimizer, parameters: script.parameters, seed, run, directory, epochs: training.epochs };
  return text.replace(/\{([a-z]+(?:\.[A-Za-z_][\w.]*)?)\}/g, (written, path: string) => {
    const value = path
      .split(".")
      .reduce<unknown>((at, name) => (at as Readonly<Record<string, unknown>> | undefined)?.[name], values);
    if (value === undefined) return written;
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  });
}

function environmentOf({ program, nonce, directory, devices, slots, workingFolder }: Launch): NodeJS.ProcessEnv {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !RANKS.includes(name)));
  const share = String(Math.max(1, Math.floor(availableParallelism() / slots)));
  const folder = adapters();
  const path = program.env.PYTHONPATH ?? inherited.PYTHONPATH;
  return {
    ...(slots > 1 && Object.fromEntries(THREADS.map((name) => [name, share]))),
    // What a program printed last is wanted when it is killed.
    PYTHONUNBUFFERED: "1",
    ...inherited,
    ...(program.python !== undefined && inPath(program.python, workingFolder)),
    ...(devices !== undefined && { CUDA_VISIBLE_DEVICES: devices }),
    ...program.env,
    PYTHONPATH: path === undefined || path === "" ? folder : `${folder}${delimiter}${path}`,
    [RUN_VARIABLE]: nonce,
    LRSWEEP_FD: "3",
    LRSWEEP_DIRECTORY: directory,
    LRSWEEP_ADAPTER: resolve(folder, "lrsweep.mjs"),
  };
}

/** As an activated environment: torchrun and the like are those of this Python. */
function inPath(python: string, workingFolder: string): NodeJS.ProcessEnv {
  const folder = dirname(pythonPath(python, workingFolder));
  return folder === "." ? {} : { PATH: `${folder}${delimiter}${process.env.PATH ?? ""}`, VIRTUAL_ENV: dirname(folder) };
}
