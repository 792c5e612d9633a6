import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Where on the PATH a program is. */
export function whereIs(command: string): string | undefined {
  const places = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, command));
  return places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Skips a test, or in a hook the tests of its suite, saying what they need. On CI (CI=true), where nothing may be
 * skipped, it fails instead.
 * @param what "LibreOffice (apt-get install libreoffice-calc)"
 */
export function lacks(context: Mocha.Context, what: string): never {
  if (process.env.CI === "true") throw new Error(`this test needs ${what}`);
  const runnable = context.runnable();
  const isHook = "type" in runnable && runnable.type === "hook";
  for (const skipped of isHook ? (runnable.parent?.tests ?? []) : [runnable]) {
    skipped.title += ` (needs ${what})`;
  }
  return context.skip();
}

/** {@link lacks}, where a program is not on the PATH. */
export function needs(context: Mocha.Context, command: string, remedy: string): void {
  if (whereIs(command) === undefined) lacks(context, remedy);
}
