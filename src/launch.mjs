// What the npm scripts start: builds when src/ is newer than dist/, then runs the command line in this very process.
import { readdirSync, statSync } from "node:fs";

const root = new URL("../", import.meta.url);
const inputs = ["src", "package-lock.json", "tsconfig.json"];

/** The newest change below `path`, in ms since the epoch. */
function newest(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  const entries = readdirSync(path).map((name) => newest(`${path}/${name}`));
  return Math.max(stats.mtimeMs, ...entries);
}

function isStale() {
  const built = statSync(new URL("dist/.built", root), { throwIfNoEntry: false });
  return built === undefined || inputs.some((name) => newest(new URL(name, root).pathname) > built.mtimeMs);
}

if (isStale()) {
  console.error("Building (src/ is newer than dist/) …");
  const { build } = await import("./build.mjs");
  try {
    await build();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
await import("../dist/lrsweep.js");
