import { once } from "node:events";
import { serveDashboard } from "../dashboard/serve.ts";
import { codeOf } from "../io/file-error.ts";
import { isFolder } from "../io/read.ts";
import { BadInput } from "./exit.ts";

export interface DashboardOptions {
  /** The folder that stands for results/. */
  readonly output: string;
  readonly port: number;
  readonly signal: AbortSignal;
}

/** Serves the results to this machine's browsers until interrupted. Throws BadInput. */
export async function dashboard({ output, port, signal }: DashboardOptions): Promise<void> {
  if (!isFolder(output))
    throw new BadInput(`${output}/ is not there: npm run sweep makes it, or name another by --output`);
  const served = await serveDashboard(output, port).catch((error: unknown) => {
    const code = codeOf(error);
    if (code === "EADDRINUSE")
      throw new BadInput(`port ${port} is in use: is a dashboard running already? Else name another by --port`);
    if (code === "EACCES") throw new BadInput(`port ${port} may not be used; name another by --port`);
    throw error;
  });
  console.log(`Dashboard of ${output}/: ${served.url} (Ctrl-C ends it)`);
  if (!signal.aborted) await once(signal, "abort");
  await served.close();
}
