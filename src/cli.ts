import { homedir } from "node:os";
import { CommanderError } from "commander";
import { type ExitCode, exitCode } from "./command-line/exit-code.ts";
import { InputError } from "./command-line/input-error.ts";
import { continuation, type PrintCommand, printerFor } from "./command-line/invocation.ts";
import { refuseSwallowed } from "./command-line/npm-options.ts";
import { buildProgram } from "./command-line/program.ts";
import { guardConsole } from "./command-line/terminal.ts";
import { commands } from "./commands/index.ts";
import { settle } from "./commands/settings.ts";
import { ProcessorUnfit } from "./engine/executors.ts";
import { openNative } from "./engine/native-code.ts";
import { SearchMisfit } from "./experiment/plan.ts";
import { FolderInUse } from "./folder/lock.ts";
import { faultText } from "./io/fault-text.ts";
import { DamagedFile, FileError } from "./io/file-error.ts";
import { exists } from "./io/read.ts";
import { parts } from "./parts.ts";
import { PluginError } from "./plugins/plugin-error.ts";
import { Unreachable } from "./queue/connection.ts";

/** Errors whose message is all that a user needs. */
const EXPECTED = [FileError, DamagedFile, Unreachable];

/** Prints what went wrong, and returns the exit code. */
function explain(error: unknown, print: PrintCommand): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.badInput;
  if (error instanceof SearchMisfit) {
    console.error(`error: ${error.message}`);
    return exitCode.badInput;
  }
  if (error instanceof InputError || error instanceof ProcessorUnfit || error instanceof PluginError) {
    const remedy = error instanceof InputError && error.remedy ? `\n  ${print(...error.remedy)}` : "";
    console.error(`${error.message}${remedy}`);
    return exitCode.badInput;
  }
  if (error instanceof FolderInUse) {
    console.error(`${error.message}\nTo follow it:\n  ${print("watch", error.folder)}`);
    return exitCode.failed;
  }
  const isExpected = EXPECTED.some((kind) => error instanceof kind);
  const isDebug = (process.env.LRSWEEP_DEBUG ?? "") !== "";
  console.error(isExpected ? (error as Error).message : faultText(error, isDebug));
  return exitCode.failed;
}

/** What the running command wants to be done about signals and a reader that leaves. */
interface Running {
  /** Undefined: the command ends at once when it is interrupted. */
  onInterrupt?: string | undefined;
  isOnlyOutput: boolean;
}

/** Returns what SIGINT and SIGTERM abort. A second one ends the process. */
function heedSignals(running: Running): AbortController {
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      const { onInterrupt } = running;
      if (interruption.signal.aborted) openNative()?.exit(exitCode.interrupted);
      if (interruption.signal.aborted || onInterrupt === undefined) process.exit(exitCode.interrupted);
      interruption.abort(new Error("interrupted"));
      if (onInterrupt) console.error(`\n${onInterrupt}`);
    });
  }
  return interruption;
}

/** Whoever reads the output may leave before its end, as `head` does. Files are written and runs are trained all the same. */
function heedClosedPipes(running: Running, interruption: AbortController): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      if (running.isOnlyOutput && stream === process.stdout) interruption.abort();
    });
  }
}

/**
 * Runs a command in this process, whose signals and errors it handles from now on. Resolves to the exit code.
 * @param argv as in process.argv
 */
export async function runCommandLine(argv: readonly string[]): Promise<ExitCode> {
  guardConsole();
  const [, script = "", ...typed] = argv;
  const start = { script, environment: process.env, platform: process.platform, workingFolder: process.cwd(), exists };
  const print = printerFor(start);
  const running: Running = { isOnlyOutput: false };
  const interruption = heedSignals(running);
  heedClosedPipes(running, interruption);
  // What is thrown where nobody waits for it ends the process, as it would by itself, but in words.
  process.on("uncaughtException", (error) => process.exit(explain(error, print)));

  let code: ExitCode = exitCode.ok;
  const places = { workingFolder: process.cwd(), homeFolder: homedir(), environment: process.env };
  const program = buildProgram(commands, print, async (command, given, isTyped) => {
    running.onInterrupt = command.onInterrupt;
    running.isOnlyOutput = command.isOnlyOutput ?? false;
    const { given: values, ...extended } = await settle({ command, given, isTyped }, places, parts);
    const surroundings = { signal: interruption.signal, print, continuation: continuation(print, typed), ...extended };
    code = await command.run(values, surroundings);
  });
  try {
    refuseSwallowed(start, typed, commands, print);
    await program.parseAsync(argv);
  } catch (error) {
    code = explain(error, print);
  }
  return code;
}
