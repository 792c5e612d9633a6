import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { root } from "./root.ts";
import { readSources, type Source } from "./sources.ts";

const PARTS = ["schedulers", "optimizers", "transforms", "layers", "losses", "metrics", "datasets"];
const BASE = ["tape", "definition"];
/** What a search tries next, and what a pruning ends: decisions, without what they are about. */
const DECISIONS = ["search"];

/** Each room and the rooms it sees besides itself, lowest floor first. */
const SEES: Readonly<Record<string, readonly string[]>> = {
  tape: [],
  definition: ["tape"],
  ...Object.fromEntries(PARTS.map((room) => [room, BASE])),
  search: BASE,
  experiment: [...BASE, ...PARTS, ...DECISIONS],
  results: [...BASE, ...PARTS],
  engine: [...BASE, ...PARTS],
  training: [...BASE, ...PARTS, "engine"],
  execution: [...BASE, ...PARTS, ...DECISIONS, "engine", "training", "results"],
  commands: [...BASE, ...PARTS, "engine", "training", "execution", "experiment", "results"],
  "cli.ts": [...BASE, ...PARTS, "engine", "training", "execution", "experiment", "results", "commands"],
};
/** They build and start the house and are not in it. */
const SCAFFOLD = ["build.mjs", "launch.mjs"];

/** Whatever else node:fs offers may change files. */
const READS = /^(?:access|exists|fstat|lstat|read\w*|realpath|stat|statfs|opendir)(?:Sync)?$|^createReadStream$/;
const CLOCK = /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bhrtime\b/;
const MACHINE_PATH = /(?<![\w.~*-])\/(?:home|Users|root|tmp|work|mnt)\/\w|\b[A-Z]:\\\\?\w/;

const roomOf = (path: string) => path.split("/")[1] as string;
const own = (imports: readonly string[]) => imports.filter((path) => path.startsWith("src/"));

/** Names that a module takes from node:fs; "*" where it takes it whole. */
function takenFromFs({ code }: Source): string[] {
  const taken = [...code.matchAll(/^import (.*) from "(?:node:)?fs(?:\/promises)?"/gm)].map(
    ([, names]) => names as string,
  );
  return taken.flatMap((names) => {
    const listed = /^\{(.*)\}$/.exec(names)?.[1];
    return listed === undefined ? ["*"] : listed.split(",").map((name) => name.trim().split(" as ")[0] as string);
  });
}

/** What is installed, built or produced, and the tests. */
const APART = ["node_modules", "dist", "results", "test", ".git"];

function filesUnder(folder: string): string[] {
  return readdirSync(root + folder, { withFileTypes: true })
    .filter(({ name }) => !APART.includes(folder + name))
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(`${folder}${entry.name}/`) : [folder + entry.name]));
}

describe("The house", () => {
  let house: readonly Source[] = [];

  before(() => {
    house = readSources().filter(({ room }) => !SCAFFOLD.includes(room));
  });

  it("has a room for every file", () => {
    const homeless = house.filter(({ room }) => !(room in SEES)).map(({ path }) => path);
    expect(homeless).to.deep.equal([]);
  });

  it("keeps its floors: a file imports only from its own room and from lower ones", () => {
    const climbing = house.flatMap(({ path, room, imports }) =>
      own(imports)
        .filter((target) => roomOf(target) !== room && !SEES[room]?.includes(roomOf(target)))
        .map((target) => `${path} imports ${target}`),
    );
    expect(climbing).to.deep.equal([]);
  });

  for (const room of PARTS) {
    const parts = () => house.filter((source) => source.room === room && source.name !== "index");

    it(`${room} do not import each other`, () => {
      const entangled = parts().flatMap(({ path, imports }) =>
        own(imports)
          .filter((target) => PARTS.includes(roomOf(target)))
          .map((target) => `${path} imports ${target}`),
      );
      expect(entangled).to.deep.equal([]);
    });

    it(`${room}/index.ts exports every file under its own name, and is nothing else`, () => {
      const lines = readFileSync(`${root}src/${room}/index.ts`, "utf8").trimEnd().split("\n");
      const expected = parts().map(({ name }) => `export { ${name} } from "./${name}.ts";`);
      expect(lines).to.have.members(expected);
    });
  }

  it("leaves the process to cli.ts", () => {
    const exiting = house.filter(({ code }) => /\bprocess\.(?:exit|abort|kill|reallyExit)\b/.test(code));
    expect(exiting.map(({ path }) => path).filter((path) => path !== "src/cli.ts")).to.deep.equal([]);
  });

  it("writes files in results/ only", () => {
    const writing = house
      .filter(({ room }) => room !== "results")
      .flatMap((source) =>
        takenFromFs(source)
          .filter((name) => !READS.test(name))
          .map((name) => `${source.path} takes ${name}`),
      );
    expect(writing).to.deep.equal([]);
  });

  it("reads the clock in execution and above only, and takes chance from rng.ts", () => {
    const above = ["execution", "commands", "cli.ts"];
    const timed = house.filter(({ room, code }) => !above.includes(room) && CLOCK.test(code));
    // The names of files that are being written are nobody's figures.
    const random = house.filter(({ room, code }) => room !== "results" && /\brandom(?:Bytes|UUID|Int)?\(/.test(code));
    expect([...timed, ...random].map(({ path }) => path)).to.deep.equal([]);
  });

  it("names no path of anyone's machine", () => {
    const named = filesUnder("").flatMap((path) =>
      readFileSync(root + path, "utf8")
        .split("\n")
        .filter((line) => MACHINE_PATH.test(line))
        .map((line) => `${path}: ${line.slice(0, 120)}`),
    );
    expect(named).to.deep.equal([]);
  });
});
