import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Whether a program is on the PATH. */
function isInstalled(command: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Skips a test, or in a hook the tests of its suite, saying what they need, where a program is missing.
 * On CI (CI=true) that fails instead.
 * @param remedy what to install and how: "LibreOffice (apt-get install libreoffice-calc)"
 */
export function needs(context: Mocha.Context, command: string, remedy: string): void {
  if (isInstalled(command)) return;
  if (process.env.CI === "true") throw new Error(`${command} is not on the PATH; this test needs ${remedy}`);
  const runnable = context.runnable();
  const isHook = "type" in runnable && runnable.type === "hook";
  for (const skipped of isHook ? (runnable.parent?.tests ?? []) : [runnable]) {
    skipped.title += ` (needs ${remedy})`;
  }
  context.skip();
}
