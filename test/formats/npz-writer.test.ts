import { assert } from "chai";
import { parseNpy } from "../../src/formats/npy.ts";
import { npyBytes, npzBytes } from "../../src/formats/npz-writer.ts";
import { membersOf } from "../../src/formats/zip.ts";

describe("NumPy's files", () => {
  it("hold what was put into them, by name, as the datasets' own reader reads them", () => {
    const matrix = { shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6.5) };
    const bytes = npzBytes({ "0.weight": matrix, order: { shape: [3], values: Int32Array.of(2, 0, 1) } });
    const members = membersOf(bytes, "data.npz");
    assert.deepEqual([...members.keys()], ["0.weight.npy", "order.npy"]);
    const weight = parseNpy((members.get("0.weight.npy") as () => Uint8Array)(), "weight", "path");
    assert.deepEqual(weight.shape, [2, 3]);
    assert.include(Buffer.from((members.get("0.weight.npy") as () => Uint8Array)()).toString("latin1"), "'<f4'");
    const order = parseNpy((members.get("order.npy") as () => Uint8Array)(), "order", "path");
    assert.deepEqual(order.shape, [3]);
  });

  it("begin their values at a multiple of 64 bytes, as NumPy wants it", () => {
    const bytes = Buffer.from(npyBytes({ shape: [], values: BigInt64Array.of(7n) }));
    assert.equal(bytes.length % 64, 8);
    assert.equal(bytes.readBigInt64LE(bytes.length - 8), 7n);
    assert.include(bytes.toString("latin1"), "'shape': (), ");
  });
});
