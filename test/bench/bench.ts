// npm run bench: the figures of test/bench/README.md, each beside what it is compared with, in turn in one run. Medians.
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { executorFor } from "../../src/engine/executors.ts";
import { root } from "../root.ts";
import { type BenchOptions, parseBench } from "./arguments.ts";
import { type Figure, type Row, type Section, summarise, takeTurns } from "./figures.ts";
import { Peer } from "./peer.ts";
import { fillIn, readCommitted, record } from "./recorded.ts";
import { type Peers, sectionsOf } from "./sections.ts";
import { engineTable, plainTable, terminalLines, toCsv } from "./table.ts";

const today = new Date().toISOString().slice(0, 10);
const machine = `${cpus().length} cores of ${cpus()[0]?.model.trim() ?? "an unknown processor"}`;

/** "Node 20.20.2, AVX-512" */
function ourVersions(): string {
  return `Node ${process.versions.node}, ${executorFor("auto").name}`;
}

/** Says which peers are here. */
async function versionsOf({ torch, jax }: Peers): Promise<Readonly<Record<string, string>>> {
  const versions: Record<string, string> = {};
  for (const [name, peer] of Object.entries({ PyTorch: torch, JAX: jax })) {
    const presence = await peer.presence;
    if ("missing" in presence) {
      console.log(
        `no ${name} (${presence.missing}); LRSWEEP_PYTHON names a Python that has it. Its figures are the committed ones.`,
      );
      continue;
    }
    for (const by of [name, `${name} fused`, `${name} vmap`]) versions[by] = presence.version;
  }
  return versions;
}

/** Measures section by section, and prints each when it is there. */
async function run(
  sections: Readonly<Record<string, Section>>,
  { names, rounds }: BenchOptions,
  versions: Readonly<Record<string, string>>,
): Promise<readonly Figure[]> {
  const committed = readCommitted();
  const figures: Figure[] = [];
  for (const name of names) {
    const section = sections[name] as Section;
    const readings = await takeTurns(section, Math.min(rounds, section.rounds));
    const fresh = summarise(section.rows, readings, { measured: today, machine, versions });
    const all = fillIn(fresh, committed, Object.keys(section.rows));
    for (const [row, meaning] of Object.entries(section.rows)) {
      console.log(terminalLines(row, meaning, all).join("\n"));
    }
    figures.push(...all);
  }
  return figures;
}

/** The page's sentence and its two tables: by engine, and the rest. */
function readmeBlock(
  sections: Readonly<Record<string, Section>>,
  names: readonly string[],
  figures: readonly Figure[],
  versions: Readonly<Record<string, string>>,
): string {
  const rows = names
    .flatMap((name) => Object.entries((sections[name] as Section).rows))
    .filter(([, { detail }]) => !detail);
  const byEngine = (name: string) => /^[WS]\d/.test(name);
  const here = ["PyTorch", "JAX"].filter((name) => name in versions).map((name) => `${name} ${versions[name]}`);
  const beside = here.length > 0 ? `, beside ${here.join(" and ")} on the same machine` : "";
  const table = (entries: readonly (readonly [string, Row])[]) => Object.fromEntries(entries);
  return [
    `Measured on ${today} on ${machine}, ${ourVersions()}${beside}:\n`,
    engineTable(table(rows.filter(([name]) => byEngine(name))), figures),
    plainTable(table(rows.filter(([name]) => !byEngine(name))), figures),
  ].join("\n");
}

async function main(peers: Peers): Promise<void> {
  const sections = sectionsOf(peers);
  const kinds = Object.entries(sections).map(([name, { onlyIfNamed }]) => [name, onlyIfNamed ? "named" : "default"]);
  const options = parseBench(process.argv.slice(2), Object.fromEntries(kinds));
  console.log(`${machine}, ${ourVersions()}, ${today}`);
  const versions = await versionsOf(peers);
  const figures = await run(sections, options, versions);
  mkdirSync(`${root}results`, { recursive: true });
  writeFileSync(`${root}results/bench.csv`, toCsv(figures));
  console.log("\nresults/bench.csv");
  if (!options.record) return;
  record(figures, readmeBlock(sections, options.names, figures, versions));
  console.log("test/bench/peers.json\ntest/bench/README.md");
}

const peers = { torch: new Peer("peer_torch.py"), jax: new Peer("peer_jax.py") };
try {
  await main(peers);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
} finally {
  await Promise.all([peers.torch.end(), peers.jax.end()]);
}
