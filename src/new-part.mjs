// Lays out the files of a new part under a name of your own: those of its room's README, with the name replaced.
//   npm run new -- scheduler MyLR
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Rooms by what a user calls one of their parts. */
const ROOMS = {
  scheduler: "schedulers",
  optimizer: "optimizers",
  layer: "layers",
  loss: "losses",
  metric: "metrics",
  dataset: "datasets",
  search: "searches",
  pruner: "pruners",
};

const read = (path) => readFileSync(root + path, "utf8");

/** The files of a page: [path, text]. A file that exists already gets the text added. */
export function filesOf(page) {
  const blocks = page.matchAll(/^```(?:ts|yaml)\n(?:\/\/|#) (\S+)\n([\s\S]*?)^```$/gm);
  return [...blocks].map(([, path, text]) => [path, text]);
}

/** The name that a page's example has: what its line in the index exports. */
function exampleOf(files) {
  const [, line] = files.find(([path]) => path.endsWith("/index.ts"));
  return /\{ (\w+) \}/.exec(line)[1];
}

/** Why a part cannot be called that; undefined: it can. */
function refusalOf(name, kind) {
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) return `${name} is not a name: use letters, digits and _`;
  const taken = Object.values(ROOMS).find((room) => existsSync(`${root}src/${room}/${name}.ts`));
  if (taken !== undefined) return `src/${taken}/${name}.ts exists already: choose another name for the ${kind}`;
  const known = readdirSync(`${root}src/${ROOMS[kind]}`).find(
    (file) => file.toLowerCase() === `${name}.ts`.toLowerCase(),
  );
  return known && `${known} differs from ${name}.ts only in case: choose another name`;
}

/** Adds lines to a file: an index stays sorted, everything else grows at its end. */
function added(path, text) {
  const before = read(path);
  if (!path.endsWith("/index.ts")) return `${before.trimEnd()}\n${text}`;
  return `${[...before.trimEnd().split("\n"), text.trimEnd()].sort().join("\n")}\n`;
}

/** Writes the files of one page. @returns their paths */
export function layOut(files, write = (path, text) => writeFileSync(root + path, text)) {
  for (const [path, text] of files) write(path, existsSync(root + path) ? added(path, text) : text);
  return files.map(([path]) => path);
}

function main([kind, name, ...more]) {
  if (ROOMS[kind] === undefined || name === undefined || more.length > 0) {
    throw new Error(
      `usage: npm run new -- KIND NAME, such as: npm run new -- scheduler MyLR\nkinds: ${Object.keys(ROOMS).join(", ")}`,
    );
  }
  const refusal = refusalOf(name, kind);
  if (refusal) throw new Error(refusal);
  const page = `src/${ROOMS[kind]}/README.md`;
  const files = filesOf(read(page));
  const example = new RegExp(`\\b${exampleOf(files)}\\b`, "g");
  const named = files.map(([path, text]) => [path.replace(example, name), text.replace(example, name)]);
  console.log(
    layOut(named)
      .map((path) => `wrote ${path}`)
      .join("\n"),
  );
  console.log(`
${name} works as it is: it does what the example of ${page} does. Now:
  1. change ${named[0][0]} and its test,
  2. npm run schema && npm run docs
  3. npm run format && npm run test:fast`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    main(process.argv.slice(2));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 2;
  }
}
