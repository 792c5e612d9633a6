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
 * Skips the test, saying what it needs, where a program is missing; on CI (CI=true) that fails instead.
 * @param remedy what to install and how: "LibreOffice (apt-get install libreoffice-calc)"
 */
export function needs(context: Mocha.Context, command: string, remedy: string): void {
  if (isInstalled(command)) return;
  if (process.env.CI === "true") throw new Error(`${command} is not on the PATH; this test needs ${remedy}`);
  context.runnable().title += ` (needs ${remedy})`;
  context.skip();
}
