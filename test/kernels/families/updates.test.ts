import { assert } from "chai";
import { builderOf } from "../../../src/contracts/optimizer.ts";
import * as optimizers from "../../../src/optimizers/index.ts";
import { Arena as Allocator } from "../../../src/tape/arena.ts";
import { Tape } from "../../../src/tape/tape.ts";
import { complete } from "../../configuration.ts";
import { Arena, at, value } from "../arena.ts";

const [ROWS, COLUMNS, STRIDE] = [5, 7, 8];
const FLOATS = ROWS * STRIDE;
const ODD = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 1e-40, -1e-42, 3e38, 1e-30];

/** An optimizer's operations for a matrix, and an arena with their numbers. */
function operationsOf(type: string) {
  const arena = new Arena();
  const inner = type === "Lookahead" ? { optimizer: complete("optimizers", { type: "Adam" }) } : {};
  const plan = builderOf(optimizers)(complete("optimizers", { type, ...inner }));
  const tape = new Tape(new Allocator(at(3)), 1, 2, 0, 0);
  const [lr, momentum] = [tape.perStep(), tape.perStep()];
  arena.floats.fill(0.1, lr / 4, lr / 4 + 2);
  arena.floats.fill(0.9, momentum / 4, momentum / 4 + 2);
  const shape = { name: "weight", shape: [ROWS, COLUMNS], transposed: false, rows: ROWS, columns: COLUMNS };
  const each = [{ ...shape, offset: at(0), gradient: at(1) }];
  const from = tape.allocate(0);
  plan.emit(tape, { parameters: at(0), gradients: at(1), floats: FLOATS, each, lr, momentum, cyclesMomentum: true });
  assert.isAtMost(tape.allocate(0), at(6), "room");
  // Nothing is remembered yet.
  arena.floats.fill(0, from / 4);
  for (const { offset, values } of tape.constants)
    new (values.constructor as Float32ArrayConstructor)(arena.bytes.buffer, offset, values.length).set(values);
  const { buffer } = arena.bytes;
  const views = {
    floats: (offset: number, count: number) => new Float32Array(buffer, offset, count),
    doubles: (offset: number, count: number) => new Float64Array(buffer, offset, count),
    integers: (offset: number, count: number) => new Int32Array(buffer, offset, count),
  };
  for (const { prepare } of tape.operations) prepare?.(views, { from: 0, to: 2 });
  return { arena, operations: tape.operations };
}

describe("Updates", () => {
  for (const type of Object.keys(optimizers))
    for (const isOdd of [false, true])
      it(`${type} gives the same bits by every executor${isOdd ? ", also of odd numbers" : ""}`, () => {
        const { arena, operations } = operationsOf(type);
        for (let index = 0; index < FLOATS; index++) {
          const isPadding = index % STRIDE >= COLUMNS;
          arena.floats[at(0) / 4 + index] = isPadding ? 0 : value(index);
          const odd = isOdd ? ODD[index % 11] : undefined;
          arena.floats[at(1) / 4 + index] = isPadding ? 0 : (odd ?? value(3 * index));
        }
        const after = arena.afterSteps(operations, 1);
        assert.notDeepEqual(after.of(0, FLOATS), arena.of(0, FLOATS));
        for (let index = 0; index < FLOATS; index++)
          if (index % STRIDE >= COLUMNS) assert.strictEqual(after.floats[at(0) / 4 + index], 0, `padding at ${index}`);
      });
});
