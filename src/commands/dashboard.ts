import { once } from "node:events";
import { defineCommand } from "../command-line/command.ts";
import { exitCode } from "../command-line/exit-code.ts";
import { InputError } from "../command-line/input-error.ts";
import { openInBrowser } from "../command-line/open-in-browser.ts";
import { option, withDefault } from "../command-line/parameters.ts";
import { portNumber } from "../command-line/read-values.ts";
import { serveDashboard } from "../dashboard/serve.ts";
import { codeOf } from "../io/file-error.ts";
import { isFolder } from "../io/read.ts";
import { openOption, outputOption } from "./options.ts";

export const dashboard = defineCommand({
  name: "dashboard",
  group: "Results",
  summary: "show all results in the browser, live while sweeps run",
  details:
    "Only this machine can open it. The address that it prints lets the page start, stop and resume sweeps of experiments/ as well, and delete results; keep it to yourself.",
  arguments: {},
  options: {
    port: withDefault(option("n", "port to listen on; 0 picks a free one", portNumber), 8217),
    ...outputOption,
    ...openOption,
  },
  examples: [{ words: ["--port", "0"], does: "Serve results/ on a free port." }],
  onInterrupt: "The dashboard is closed. Sweeps continue.",
  async run({ output, port, open }, { signal }) {
    if (!isFolder(output))
      throw new InputError(
        `there is no folder ${output}/ yet. Run a sweep first, or name another folder with --output:`,
        ["sweep"],
      );
    const program = { script: process.argv[1] ?? "", experiments: isFolder("experiments") ? "experiments" : "." };
    const served = await serveDashboard(output, port, program).catch((error: unknown) => {
      throw portError(port, error) ?? error;
    });
    console.log(`Dashboard of ${output}/: ${served.url} (Ctrl-C ends it)`);
    if (open) await openInBrowser(served.url);
    if (!signal.aborted) await once(signal, "abort");
    await served.close();
    return exitCode.ok;
  },
});

function portError(port: number, error: unknown): InputError | undefined {
  const code = codeOf(error);
  if (code === "EADDRINUSE")
    return new InputError(`port ${port} is in use. Is a dashboard running already? Otherwise take a free port:`, [
      "dashboard",
      "--port",
      "0",
    ]);
  if (code === "EACCES")
    return new InputError(`you may not use port ${port}. Take a free port:`, ["dashboard", "--port", "0"]);
  return undefined;
}
