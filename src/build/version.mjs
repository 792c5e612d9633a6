import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { root } from "./root.mjs";

/** SHA-256 over all sources, and over which libraries they are built with: machines that work together compare it. */
async function digestSources() {
  const names = (await readdir(`${root}src`, { recursive: true })).filter((name) => /\.(?:ts|mjs|css)$/.test(name));
  const hash = createHash("sha256");
  for (const path of [...names.map((name) => `src/${name.replaceAll("\\", "/")}`).sort(), "package-lock.json"])
    hash.update(JSON.stringify([path, await readFile(root + path, "utf8")]));
  return hash.digest("hex");
}

/** The module `#version`. */
export async function buildVersion() {
  const { version } = JSON.parse(await readFile(`${root}package.json`, "utf8"));
  const lines = Object.entries({ version, build: await digestSources() }).map(
    ([name, value]) => `export const ${name} = ${JSON.stringify(value)};\n`,
  );
  await writeFile(`${root}dist/version.js`, lines.join(""));
}
