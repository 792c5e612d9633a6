import { assert } from "chai";
import { parse } from "csv-parse/sync";
import { type Figure, summarise } from "./figures.ts";
import { fillIn, peersJson, withBench } from "./recorded.ts";
import { digits, engineTable, plainTable, terminalLines, toCsv } from "./table.ts";

const rows = {
  W2: { title: "an MLP", unit: "steps/s", aim: "55 k" },
  "W2 first step": { title: "the first step", unit: "ms" },
} as const;

const readings = [
  ...[30, 10, 20].map((value) => ({ row: "W2", by: "lrsweep" as const, value: value * 1000 })),
  { row: "W2", by: "PyTorch", value: 2000 } as const,
  { row: "W2", by: "JAX", value: 40_000 } as const,
  { row: "W2 first step", by: "lrsweep", value: 2 } as const,
  { row: "W2 first step", by: "JAX", value: 500 } as const,
];
const context = { measured: "2026-11-24", machine: "2 cores", versions: { PyTorch: "2.13.0", JAX: "0.10.2" } };
const figures = summarise(rows, readings, context);
const old = (row: string, by: Figure["by"], figure: number): Figure => ({
  ...{ row, by, figure, min: figure, max: figure, unit: "steps/s" },
  ...{ measured: "2025-01-02", machine: "1 core", version: "2.0", source: "committed" },
});

describe("the bench", () => {
  it("takes the median of a row by one who computed it, and keeps the least and the greatest", () => {
    assert.include(figures[0], { row: "W2", by: "lrsweep", figure: 20_000, min: 10_000, max: 30_000, version: "" });
    assert.include(figures[1], { by: "PyTorch", version: "2.13.0", source: "fresh" });
  });

  it("writes figures as CSV with the ratio of speeds, of rates and of times alike", () => {
    const written = parse(toCsv(figures), { columns: true }) as Record<string, string>[];
    assert.deepEqual(
      written.map(({ workload, by, lrsweep_speedup }) => [workload, by, lrsweep_speedup]),
      [
        ["W2", "lrsweep", "1"],
        ["W2", "PyTorch", "10"],
        ["W2", "JAX", "0.5"],
        ["W2 first step", "lrsweep", "1"],
        ["W2 first step", "JAX", "250"],
      ],
    );
    assert.deepEqual(written[0], {
      ...{ workload: "W2", by: "lrsweep", figure: "20000", unit: "steps/s", min: "10000", max: "30000" },
      ...{ lrsweep_speedup: "1", measured: "2026-11-24", source: "fresh" },
    });
  });

  it("says beside a peer how much slower or faster it is, and marks a committed figure with its date", () => {
    const filled = fillIn(
      figures,
      [old("W2", "PyTorch fused", 4000), old("W2", "JAX", 1), old("W9", "JAX", 1)],
      ["W2"],
    );
    assert.equal(filled.length, figures.length + 1);
    const table = engineTable(rows, filled).split("\n");
    assert.equal(
      table[2],
      "| W2: an MLP | steps/s | 20.0 k |  | 2000 (10.0× slower); fused 4000 (5.00× slower; committed, of 2025-01-02) | 40.0 k (2.00× faster) |",
    );
    const lines = terminalLines("W2", rows.W2, filled);
    assert.equal(lines[0], "W2: an MLP (aim 55 k)");
    assert.match(
      lines.at(-1) as string,
      /PyTorch fused +4000 steps\/s +4000 to 4000 +5\.00× slower; committed, of 2025-01-02$/,
    );
  });

  it("shows what is not trained in a table of its own", () => {
    const copy = { ...old("update", "a copy", 5), unit: "GB/s" as const, source: "fresh" as const };
    const table = plainTable({ update: { title: "an update", unit: "GB/s" } }, [
      { ...copy, by: "lrsweep", figure: 10 },
      copy,
    ]);
    assert.equal(table.split("\n")[2], "| an update | GB/s | 10.0 | a plain copy 5.00 (2.00× slower) |");
  });

  it("says what a machine lacks for a row", () => {
    const row = { title: "a queue", unit: "×" as const, lacks: "redis-server" };
    assert.deepEqual(terminalLines("queue", row, []), ["queue: not measured, for want of redis-server"]);
    const table = plainTable({ queue: row }, []);
    assert.equal(table.split("\n")[2], "| a queue | × | not measured, for want of redis-server |  |");
  });

  it("shortens thousands and millions to three digits", () => {
    assert.deepEqual([0.1234, 12.34, 999.6, 9994, 9996, 999_600].map(digits), [
      "0.12",
      "12.3",
      "1000",
      "9994",
      "10.0 k",
      "1.00 M",
    ]);
  });

  it("keeps peers' figures only, a line each, which it reads back", () => {
    const json = peersJson(figures);
    assert.equal(json.split("\n").length, 3 + 3);
    assert.deepEqual(
      (JSON.parse(json) as Figure[]).map(({ by }) => by),
      ["PyTorch", "JAX", "JAX"],
    );
    assert.deepEqual(JSON.parse(peersJson([])), []);
  });

  it("replaces what stands between its marks in the README, and nothing else", () => {
    const readme = "a\n<!-- bench -->\nold $&\n\n| x |\n<!-- end of bench -->\nb\n";
    assert.equal(withBench(readme, "$& new\n"), "a\n<!-- bench -->\n$& new\n<!-- end of bench -->\nb\n");
    assert.throws(() => withBench("nothing\n", ""), /no place for the bench/);
  });
});
