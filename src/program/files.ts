import { resolve } from "node:path";
import { InputError } from "../command-line/input-error.ts";
import type { ScriptProgram } from "../experiment/trained-by.ts";
import { fileDigest } from "../io/read.ts";

/** Throws InputError if a file that a program depends on is no longer what the plan has. */
export async function requireUnchanged({ basis }: ScriptProgram, folder: string): Promise<void> {
  for (const [path, digest] of Object.entries(basis.files)) {
    const found = await fileDigest(resolve(folder, path)).catch(() => undefined);
    if (found === digest) continue;
    const what = found === undefined ? "cannot be read any more" : "has changed since the sweep began";
    throw new InputError(
      `${path} ${what}, so its runs would no longer be comparable. Runs that have ended are kept. ` +
        "Start the sweep again to train all runs with the new file, or accept a harmless edit with the command accept",
    );
  }
}
