import { readdir, readFile, writeFile } from "node:fs/promises";
import { root } from "./root.mjs";

/** What src/ has translated from elsewhere: its name, and the file with its licence. */
const PORTED = [["FreeBSD's msun, elementary functions", "src/numbers/msun.txt"]];

const PACKAGE = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;
const TEXTS = /^(?:licen[cs]e|copying|notice)\b/i;
const RULE = `${"-".repeat(80)}\n`;

/**
 * Writes dist/LICENSES.txt: the licence of every package of which the bundles contain a part, and of what is ported. Packages with the same text
 * share it.
 * @param metafiles of all bundles, from esbuild
 */
export async function writeLicences(metafiles) {
  const inputs = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs)),
  );
  const folders = new Set(inputs.flatMap((path) => PACKAGE.exec(path)?.[0] ?? []));
  const namesByText = new Map();
  for (const folder of [...folders].sort()) {
    const { name, text } = await licenceOf(folder);
    namesByText.set(text, [...(namesByText.get(text) ?? []), name]);
  }
  for (const [name, file] of PORTED) namesByText.set((await readFile(root + file, "utf8")).trim(), [name]);
  const head = "lrsweep contains code of these packages. Each is under its own licence.\n";
  const licences = [...namesByText].map(([text, names]) => `${names.join("\n")}\n\n${text}\n`);
  await writeFile(`${root}dist/LICENSES.txt`, [head, ...licences].join(`\n${RULE}`));
}

async function licenceOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(`${root}${folder}/package.json`, "utf8"));
  const files = (await readdir(root + folder)).filter((file) => TEXTS.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(`${root}${folder}/${file}`, "utf8")));
  // Some packages carry no text; what they declare is all there is.
  const text = texts.length > 0 ? texts.map((text) => text.trim()).join("\n\n") : `Licence: ${license}`;
  return { name: `${name} ${version} (${license})`, text };
}
