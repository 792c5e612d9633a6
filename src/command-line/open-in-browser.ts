import { spawn } from "node:child_process";

/** An opener that finds no browser fails within this time. */
const FAILS_WITHIN_MS = 1000;

/** The program that opens a file or URL as a double click would; undefined if there is no screen. */
function openerOf(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): readonly string[] | undefined {
  switch (platform) {
    case "darwin":
      return ["open"];
    case "win32":
      // The first argument of `start` in quotes would be the title of a window.
      return ["cmd", "/c", "start", '""'];
    default:
      return environment.DISPLAY || environment.WAYLAND_DISPLAY || environment.BROWSER ? ["xdg-open"] : undefined;
  }
}

/** Opens a file or URL in the browser. If that is not possible, it prints what to open. */
export async function openInBrowser(target: string): Promise<void> {
  const opener = openerOf(process.platform, process.env);
  if (opener !== undefined && (await starts([...opener, target]))) return;
  console.log(`No browser was found here. Open it yourself: ${target}`);
}

/** Resolves to false if the program is missing or fails at once. */
function starts([program = "", ...words]: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, words, { detached: true, stdio: "ignore" });
    const timer = setTimeout(() => resolve(true), FAILS_WITHIN_MS);
    const end = (isStarted: boolean) => {
      clearTimeout(timer);
      resolve(isStarted);
    };
    child.on("error", () => end(false));
    child.on("exit", (code) => end(code === 0));
    child.unref();
  });
}
