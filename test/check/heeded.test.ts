import { assert } from "chai";
import type { Json, PartConfig } from "../../src/contracts/config.ts";
import type { Part } from "../../src/contracts/part.ts";
import { parts } from "../../src/parts.ts";
import { datasets, idleDatasets } from "./heeded/datasets.ts";
import { effectOf, experimentWith, type HeededSlot } from "./heeded/effect.ts";
import { idleLayers, layers } from "./heeded/layers.ts";
import { losses } from "./heeded/losses.ts";
import { cycledOptimizers, idleOptimizers, optimizers, transforms } from "./heeded/optimizers.ts";
import { idleSchedulers, schedulers } from "./heeded/schedulers.ts";
import type { HeededParts, Unheeded, Values } from "./heeded/table.ts";

/** By slot: what makes a difference, and what does not. */
const TABLES: Readonly<Record<HeededSlot, readonly [HeededParts, readonly Unheeded[]]>> = {
  scheduler: [schedulers, idleSchedulers],
  optimizer: [optimizers, idleOptimizers.filter(({ type }) => type in optimizers)],
  transform: [transforms, idleOptimizers.filter(({ type }) => type in transforms)],
  layer: [layers, idleLayers],
  loss: [losses, []],
  data: [datasets, idleDatasets],
};

/** "Type.parameter" for all of them, those of the optimizers' transforms apart. */
function parametersOf(slot: HeededSlot): readonly string[] {
  const all: Readonly<Record<string, Part>> = parts[slot === "transform" ? "optimizer" : slot];
  const roleOf = (part: Part) => ("role" in part ? part.role : slot);
  return Object.entries(all).flatMap(([type, part]) =>
    roleOf(part) === slot ? Object.keys(part.params.properties).map((name) => `${type}.${name}`) : [],
  );
}

/** With a parameter set, which may be one within another: "init.a". */
function withParameter(part: PartConfig, name: string, value: Json): PartConfig {
  const [first = "", inner] = name.split(".");
  return { ...part, [first]: inner === undefined ? value : { ...(part[first] as Values), [inner]: value } };
}

function assertHeeded(slot: HeededSlot, type: string, table: HeededParts): void {
  const { base = {}, around, changes } = table[type] as HeededParts[string];
  for (const [name, [value, other, besides]] of Object.entries(changes)) {
    const [one, two] = [value, other].map((given) =>
      effectOf(experimentWith(slot, { type, ...base, ...besides, [name]: given }, around)),
    ) as [ReturnType<typeof effectOf>, ReturnType<typeof effectOf>];
    assert.isFalse(one.isWrong, `${type}.${name}: ${one.figures}`);
    assert.notInclude(one.warnings, `${name} has no effect`);
    assert.notEqual(one.figures, two.figures, `${type}.${name} has no effect`);
  }
}

describe("what is written counts:", () => {
  for (const [slot, [table, idle]] of Object.entries(TABLES) as [HeededSlot, (typeof TABLES)[HeededSlot]][]) {
    it(`the table of every ${slot} has all parameters`, () => {
      const listed = Object.entries(table).flatMap(([type, { changes }]) =>
        Object.keys(changes).map((name) => `${type}.${name}`),
      );
      const never = idle.map(({ type, parameter }) => `${type}.${parameter}`);
      assert.deepEqual(
        parametersOf(slot).filter((name) => !listed.includes(name) && !never.includes(name)),
        [],
      );
    });

    for (const type of Object.keys(table))
      it(`every parameter of the ${slot} ${type} changes a run's figures`, () => assertHeeded(slot, type, table));

    for (const { type, parameter, change, around } of idle)
      it(`${type}.${parameter} is told where it changes nothing: ${JSON.stringify(change[2] ?? {})}`, () => {
        const [value, other, besides = {}] = change;
        const part = { ...table[type]?.base, ...besides, type };
        const [one, two] = [value, other].map((given) =>
          effectOf(experimentWith(slot, withParameter(part, parameter, given), around)),
        );
        assert.isFalse(one?.isWrong, one?.figures);
        assert.strictEqual(one?.figures, two?.figures);
        assert.include(one?.warnings, `${parameter.split(".").at(-1)} has no effect`);
        const { [parameter]: _, ...unwritten } = part as PartConfig;
        const silent = effectOf(experimentWith(slot, unwritten as PartConfig, around));
        assert.notInclude(silent.warnings, `${parameter} has no effect`);
      });
  }

  it("what a schedule cycles counts where it would not otherwise", () =>
    assertHeeded("optimizer", "SGD", cycledOptimizers));
});
