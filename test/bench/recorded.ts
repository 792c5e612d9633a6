// What `npm run bench -- --record` keeps in the repository: the peers' figures, and the tables of test/bench/README.md.
import { readFileSync, writeFileSync } from "node:fs";
import { root } from "../root.ts";
import { type Figure, isOurs } from "./figures.ts";

const PEERS = `${root}test/bench/peers.json`;
const README = `${root}test/bench/README.md`;

/** The peers' figures of the last record, for machines without them. */
export function readCommitted(): readonly Figure[] {
  const figures = JSON.parse(readFileSync(PEERS, "utf8")) as Figure[];
  return figures.map((figure) => ({ ...figure, source: "committed" }));
}

/** Those of `figures` that were not measured afresh, taken from `committed`. */
export function fillIn(fresh: readonly Figure[], committed: readonly Figure[], rows: readonly string[]): Figure[] {
  const isFresh = ({ row, by }: Figure) => fresh.some((figure) => figure.row === row && figure.by === by);
  return [...fresh, ...committed.filter((figure) => rows.includes(figure.row) && !isFresh(figure))];
}

/** A figure a line. */
export function peersJson(figures: readonly Figure[]): string {
  const round = (value: number) => Number(value.toPrecision(4));
  const peers = figures.filter(({ by }) => !isOurs(by) && by !== "a copy");
  const lines = peers.map(({ source: _, figure, min, max, ...rest }) =>
    JSON.stringify({ ...rest, figure: round(figure), min: round(min), max: round(max) }),
  );
  return `[\n${lines.map((line) => `  ${line}`).join(",\n")}\n]\n`;
}

const BLOCK = /<!-- bench -->\n[\s\S]*?<!-- end of bench -->\n/;

/** The page with `block` between its marks. */
export function withBench(readme: string, block: string): string {
  if (!BLOCK.test(readme))
    throw new Error("test/bench/README.md has no place for the bench (<!-- bench --> … <!-- end of bench -->)");
  return readme.replace(BLOCK, () => `<!-- bench -->\n${block}<!-- end of bench -->\n`);
}

export function record(figures: readonly Figure[], block: string): void {
  writeFileSync(PEERS, peersJson(figures));
  writeFileSync(README, withBench(readFileSync(README, "utf8"), block));
}
