import type { Configuration, ScriptConfig } from "../contracts/config.ts";
import { epochTick, stepTick } from "./loop.ts";
import { literal, writeCall } from "./python.ts";
import type { RunToWrite } from "./run.ts";
import { writeSchedule } from "./schedule.ts";
import { modulesIn, optimImports } from "./script.ts";

/** A run of a program, whose schedule is wanted. */
interface ScheduleToWrite extends Pick<RunToWrite, "id" | "title" | "version" | "parts" | "stepsPerEpoch"> {
  readonly config: ScriptConfig;
}

/**
 * The schedule of a program's run as PyTorch code, to paste into a training script that no sweep starts.
 * @throws NoPyTorch where there is no way to say it
 */
export function writeScheduleScript(run: ScheduleToWrite): string {
  const { id, title, version, config } = run;
  const schedule = writeSchedule(run);
  const heading = `"""The schedule of ${id} (${title.replace(/["\\]/g, "'")}), written by lrsweep ${version}. Paste it into a training script."""`;
  const made = `# The optimizer is made with ${madeWith(config)}.`;
  if (schedule.kind === "constant") return `${heading}\n\n${made}\n# The rate stays as it is: there is no scheduler.\n`;
  const carried = [...new Set(schedule.carried)];
  const body = [
    ...carried,
    `${made}\n${writeCall(schedule.call, "scheduler = ")}`,
    [
      ...ticks("each optimizer step", stepTick(schedule)),
      ...ticks("each epoch, which counts from 1", epochTick(schedule)),
    ].join("\n"),
  ];
  const text = `${body.join("\n\n\n").replace(/\n{4,}/g, "\n\n\n")}\n`;
  const imports = [...modulesIn(text).map((module) => `import ${module}`), "", "import torch", ...optimImports(text)];
  return `${heading}\n\n${imports.join("\n").trim()}\n\n\n${text}`;
}

/** The lines that step the schedule, as comments: they go where the loop is. */
function ticks(after: string, lines: ReturnType<typeof stepTick>): readonly string[] {
  if (lines.length === 0) return [];
  const flat = lines.flatMap((line) =>
    typeof line === "string"
      ? [line]
      : line === false
        ? []
        : (line as readonly string[]).map((inner) => `    ${inner}`),
  );
  const row = flat.some((line) => line.includes("row")) ? " (row: its metrics by name)" : "";
  return [`# After ${after}${row}:`, ...flat.map((line) => `#     ${line}`)];
}

/** Of its rates, and of its param groups. */
function madeWith({ optimizer }: Pick<Extract<Configuration, ScriptConfig>, "optimizer">): string {
  const { lr, momentum, groups = [] } = optimizer;
  const own = [`lr=${literal(lr)}`, ...(typeof momentum === "number" ? [`momentum=${literal(momentum)}`] : [])].join(
    ", ",
  );
  const others = groups.map((group) => `lr=${literal(group.lr)} for the group ${group.name}`);
  return [own, ...others].join(", and ");
}
