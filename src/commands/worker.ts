import { availableParallelism } from "node:os";
import { defineCommand } from "../command-line/command.ts";
import { exitCode } from "../command-line/exit-code.ts";
import { InputError } from "../command-line/input-error.ts";
import { option, requiredOption, textOption } from "../command-line/parameters.ts";
import { wholeNumber } from "../command-line/read-values.ts";
import { release } from "../command-line/version.ts";
import { openThreads } from "../execution/threads.ts";
import { isFolder } from "../io/read.ts";
import { addressOf } from "../queue/redis-address.ts";
import { Refused, serve } from "../queue/worker.ts";
import { concurrencyOption, pluginOptions } from "./options.ts";

/** Three weeks: the longest time that Node's clocks can wait is little more. */
const MOST_IDLE_SECONDS = 21 * 24 * 3600;

export const worker = defineCommand({
  name: "worker",
  group: "Many machines",
  summary: "train for sweeps that were started with the same --queue",
  details: "Start as many workers as you like, on any machine. The version of lrsweep must be that of the sweep.",
  arguments: {},
  options: {
    queue: requiredOption("url", "the Redis: redis://… or rediss://…; LRSWEEP_REDIS_PASSWORD may hold the password"),
    ...concurrencyOption,
    ...pluginOptions,
    data: textOption("folder", "where to look for data files; they are recognized by content, not by name", {
      completes: "folder",
    }),
    idle: option("seconds", "end after so long without work; default: never", wholeNumber(1, MOST_IDLE_SECONDS)),
  },
  examples: [
    { words: ["--queue", "redis://localhost:6379"], does: "Train for every sweep at this Redis." },
    { words: ["--queue", "redis://localhost:6379", "--idle", "60"], does: "End after a minute without work." },
  ],
  onInterrupt: "Stopping. Runs in training get up to 5 s to finish; press Ctrl-C again to stop at once.",
  async run({ queue, concurrency, data, idle }, { signal, plugins, parts }) {
    const address = addressOf(queue);
    if (data !== undefined && !isFolder(data)) throw new InputError(`--data ${data}: there is no such folder`);
    const say = (notice: string) => console.error(notice);
    try {
      await serve({
        address,
        release,
        data,
        parts,
        plugins,
        executor: openThreads(concurrency ?? availableParallelism(), { plugins }),
        idle,
        signal,
        say,
      });
    } catch (error) {
      throw error instanceof Refused ? new InputError(error.message) : error;
    }
    return exitCode.ok;
  },
});
