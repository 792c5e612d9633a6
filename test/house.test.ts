import { existsSync, readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { assert } from "chai";
import { root } from "./root.ts";
import { readSources, type Source } from "./sources.ts";

const PARTS = [
  ...["schedulers", "optimizers", "transforms", "layers", "losses", "metrics", "datasets"],
  ...["searches", "pruners", "distributions"],
];

/** The rooms, lowest floor first. A file imports from its own room and from lower floors. */
const FLOORS: readonly (readonly string[])[] = [
  ["numbers", "adapters"],
  ["issues", "kernels"],
  ["tape"],
  ["random", "seeding"],
  ["contracts", "statistics"],
  ["experiment"],
  ["formula", "formats", "schedule", "source", "bind", "command-line", "replicates"],
  ["schema"],
  PARTS,
  ["parts.ts"],
  ["grid"],
  ["check"],
  ["script"],
  ["imported", "warnings"],
  ["plan"],
  ["starter"],
  ["engine"],
  ["training"],
  ["analysis"],
  ["decisions"],
  ["tables"],
  ["io"],
  ["folder", "plugins", "config"],
  ["export"],
  ["journal"],
  ["execution"],
  ["program"],
  ["torch"],
  ["trainers"],
  ["queue"],
  ["saved"],
  ["report"],
  ["charts"],
  ["previews"],
  ["page"],
  ["results", "dashboard", "verification"],
  ["library", "loading"],
  ["sweeping"],
  ["commands"],
  // Documents the commands, too; the parts come to it as a registry.
  ["docs"],
  ["index.ts", "cli.ts"],
  ["bin.ts"],
];

/** The one file that names all parts. */
const COMPOSITION = "src/parts.ts";
/** Where it is taken from; all others are handed a registry. */
const ENTRIES = ["cli.ts", "library", "docs/main.ts", "execution/worker.ts"];

/** Between floors: rooms that must not know these, though they lie below. */
const UNKNOWN: Readonly<Record<string, readonly string[]>> = {
  bind: PARTS,
  check: PARTS,
  script: PARTS,
  warnings: PARTS,
  plan: PARTS,
  grid: PARTS,
  engine: ["grid", "check", "warnings", "plan", "source", "starter"],
  training: ["grid", "check", "warnings", "plan", "source", "starter"],
  execution: ["grid", "check", "warnings", "plan", "source", "starter"],
  analysis: ["engine", "training", "grid", "check", "warnings", "plan", "source"],
  program: ["grid", "check", "warnings", "plan", "source", "starter", "engine", "script"],
  saved: ["engine", "training", "check", "queue"],
  report: ["execution", "queue"],
  charts: ["execution", "queue", "journal", "io"],
  previews: ["execution", "queue", "journal", "io"],
  page: ["execution", "queue"],
};

/** Rooms that work in a browser as well: nothing of Node. */
const PURE = [
  "numbers",
  "kernels",
  "tape",
  "issues",
  "random",
  "contracts",
  "experiment",
  "replicates",
  "statistics",
  "bind",
  "formula",
  "formats",
  "schedule",
  "source",
  "schema",
  "schedulers",
  "optimizers",
  "transforms",
  "layers",
  "losses",
  "metrics",
  "searches",
  "pruners",
  "distributions",
  "datasets",
  "parts.ts",
  "grid",
  "check",
  "script",
  "imported",
  "warnings",
  "plan",
  "starter",
  "training",
  "seeding",
  "statistics",
  "analysis",
  "decisions",
  "tables",
  "report",
  "charts",
  "previews",
];
/** Names that only Node has. */
const OF_NODE = /(?<![.\w"'`-])(?:Buffer|process|global|setImmediate|__dirname|__filename|require)\b(?!["'`:])/;

/** A room is small enough to read its list of files; parts are many by nature. */
const MOST_FILES = 33;
const MOST_LINES = 2800;
/** The folders of kernels are rooms of their own. */
const LARGE = ["kernels"];

/** They build and start the house and are not in it. */
const SCAFFOLD = ["build", "build.mjs", "launch.mjs", "new-part.mjs"];

/** What a file or a socket is touched by. Redis is reached by its client's library, in queue. */
const FILES_AND_SOCKETS = /^node:(?:fs|fs\/promises|net|tls|dgram|http|https|http2)$/;
/** It runs in a user's program, where it has nobody to leave files and the end to. */
const IN_PROGRAMS = "adapters";
/** It ends the processes of users' programs, never our own. */
const SIGNALS_PROGRAMS = "src/io/processes.ts";

const CLOCK = /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bhrtime\b/;
const MACHINE_PATH = /(?<![\w.~*-])\/(?:home|Users|root|tmp|work|mnt)\/\w|\b[A-Z]:\\\\?\w/;

const roomOf = (path: string) => path.split("/")[1] as string;
const floorOf = (room: string) => FLOORS.findIndex((floor) => floor.includes(room));
const sees = (room: string, other: string) => floorOf(other) < floorOf(room) && !UNKNOWN[room]?.includes(other);
const own = (imports: readonly string[]) => imports.filter((path) => path.startsWith("src/"));

/** What is installed, built or produced, and the tests. */
const APART = ["node_modules", "dist", "results", "test", ".git"];

function filesUnder(folder: string): string[] {
  return readdirSync(root + folder, { withFileTypes: true })
    .filter(({ name }) => !APART.includes(folder + name))
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(`${folder}${entry.name}/`) : [folder + entry.name]));
}

/** Every set of files that import each other in a circle (Tarjan's strongly connected components). */
function circles(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (path: string): number => {
    const own = index.size;
    index.set(path, own);
    low.set(path, own);
    stack.push(path);
    for (const next of graph.get(path) ?? []) {
      if (!index.has(next)) low.set(path, Math.min(low.get(path) as number, visit(next)));
      else if (stack.includes(next)) low.set(path, Math.min(low.get(path) as number, index.get(next) as number));
    }
    if (low.get(path) === own) {
      const circle = stack.splice(stack.indexOf(path));
      if (circle.length > 1) found.push(circle);
    }
    return low.get(path) as number;
  };
  for (const path of graph.keys()) if (!index.has(path)) visit(path);
  return found;
}

describe("The house", () => {
  let house: readonly Source[] = [];

  before(() => {
    house = readSources().filter(({ room }) => !SCAFFOLD.includes(room));
  });

  it("has a room for every file", () => {
    const homeless = house.filter(({ room }) => floorOf(room) === -1).map(({ path }) => path);
    assert.deepEqual(homeless, []);
  });

  it("keeps its floors: a file imports only from its own room and from lower ones", () => {
    const climbing = house.flatMap(({ path, room, imports }) =>
      own(imports)
        .filter((target) => roomOf(target) !== room && !sees(room, roomOf(target)))
        .map((target) => `${path} imports ${target}`),
    );
    assert.deepEqual(climbing, []);
  });

  it("has no circles: no file imports itself by way of others, types included", () => {
    assert.deepEqual(circles(new Map(house.map(({ path, imports }) => [path, own(imports)]))), []);
  });

  it("has rooms of a size that can be surveyed, each with a README", () => {
    const counted = house.filter(({ path }) => !path.includes("/families/"));
    const rooms = [...new Set(counted.map(({ room }) => room))].filter((room) => !room.includes("."));
    const linesIn = ({ path }: Source) => readFileSync(root + path, "utf8").split("\n").length;
    const large = rooms.filter((name) => {
      const sources = counted.filter(({ room }) => room === name);
      const lines = sources.map(linesIn).reduce((sum, count) => sum + count, 0);
      return !LARGE.includes(name) && (sources.length > MOST_FILES || lines > MOST_LINES);
    });
    assert.deepEqual(large, []);
    // A title, and what the room is.
    const introduced = (name: string) => new RegExp(`^# ${name}\\n\\n[^#\\s]`);
    const readme = (name: string) => `${root}src/${name}/README.md`;
    const unexplained = rooms.filter(
      (name) => !existsSync(readme(name)) || !introduced(name).test(readFileSync(readme(name), "utf8")),
    );
    assert.deepEqual(unexplained, []);
  });

  it("asks nothing of Node in the rooms from YAML to answer", () => {
    const asking = house
      .filter(({ room }) => PURE.includes(room))
      .flatMap(({ path, imports, code }) => [
        ...imports.filter(isBuiltin).map((name) => `${path} imports ${name}`),
        ...(OF_NODE.exec(code) ?? []).map((name) => `${path} uses ${name}`),
      ]);
    assert.deepEqual(asking, []);
  });

  it("names the parts in one file, which only entries import", () => {
    const indexes = PARTS.map((room) => `src/${room}/index.ts`);
    // What schedules alone need is without the others: they would be most of it.
    const isWhole = ({ path }: Source) => !/^src\/library\/scheduler(?:s|-name)\.ts$/.test(path);
    const composing = house.filter(isWhole).filter(({ imports }) => imports.some((path) => indexes.includes(path)));
    assert.deepEqual(
      composing.map(({ path }) => path),
      [COMPOSITION],
    );
    const isEntry = (path: string) => ENTRIES.some((entry) => path.startsWith(`src/${entry}`));
    const importing = house.filter(({ path, imports }) => imports.includes(COMPOSITION) && !isEntry(path));
    assert.deepEqual(
      importing.map(({ path }) => path),
      [],
    );
  });

  for (const room of PARTS) {
    const parts = () =>
      house.filter((source) => source.room === room && source.name !== "index" && !source.path.includes("/families/"));

    it(`${room} do not import each other`, () => {
      const entangled = parts().flatMap(({ path, imports }) =>
        own(imports)
          .filter((target) => PARTS.includes(roomOf(target)) && !target.startsWith(`src/${room}/families/`))
          .map((target) => `${path} imports ${target}`),
      );
      assert.deepEqual(entangled, []);
    });

    it(`${room}/index.ts exports every file under its own name, and is nothing else`, () => {
      const lines = readFileSync(`${root}src/${room}/index.ts`, "utf8").trimEnd().split("\n");
      const expected = parts().map(({ name }) => `export { ${name} } from "./${name}.ts";`);
      assert.sameMembers(lines, expected);
    });
  }

  it("leaves the process to cli.ts", () => {
    const exiting = house.filter(({ code }) => /\bprocess\.(?:exit|abort|kill|reallyExit)\b/.test(code));
    assert.deepEqual(
      exiting
        .filter(({ room, path }) => room !== IN_PROGRAMS && path !== "src/cli.ts" && path !== SIGNALS_PROGRAMS)
        .map(({ path }) => path),
      [],
    );
  });

  it("leaves files and sockets to io", () => {
    const touching = house
      .filter(({ room }) => room !== "io" && room !== IN_PROGRAMS)
      .flatMap(({ path, imports }) =>
        imports.filter((name) => FILES_AND_SOCKETS.test(name)).map((name) => `${path} imports ${name}`),
      );
    assert.deepEqual(touching, []);
  });

  it("reads the clock in execution and above only, and takes chance from rng.ts", () => {
    const above = [
      "execution",
      "program",
      "torch",
      "queue",
      "saved",
      "dashboard",
      "library",
      "sweeping",
      "commands",
      "cli.ts",
    ];
    const timed = house.filter(({ room, code }) => !above.includes(room) && CLOCK.test(code));
    // The names of files that are being written are nobody's figures.
    const random = house.filter(({ room, code }) => room !== "io" && /\brandom(?:Bytes|UUID|Int)?\(/.test(code));
    assert.deepEqual(
      [...timed, ...random].map(({ path }) => path),
      [],
    );
  });

  it("names no path of anyone's machine", () => {
    const named = filesUnder("").flatMap((path) =>
      readFileSync(root + path, "utf8")
        .split("\n")
        .filter((line) => MACHINE_PATH.test(line))
        .map((line) => `${path}: ${line.slice(0, 120)}`),
    );
    assert.deepEqual(named, []);
  });

  it("has every test file that is said to be long or slow", async () => {
    const { idleEntries } = (await import(`${root}test/run.mjs`)) as { idleEntries: () => readonly string[] };
    assert.deepEqual(idleEntries(), []);
  });
});
