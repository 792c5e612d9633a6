import { gzipSync } from "node:zlib";
import { assert } from "chai";
import fc from "fast-check";
import { gunzip } from "../../src/formats/gzip.ts";
import { TooLong } from "../../src/formats/unpacked.ts";

/** Bytes that are packed in several blocks. */
const BYTES = Buffer.from(Float32Array.from({ length: 50_000 }, (_, at) => Math.sin(at)).buffer);

describe("gzip files", () => {
  it("are unpacked as zlib does, of one member or of several", () => {
    const members = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(members, (contents) => {
        const packed = Buffer.concat(contents.map((content) => gzipSync(content)));
        assert.deepEqual(Buffer.from(gunzip(packed)), Buffer.concat(contents));
      }),
    );
    assert.isTrue(BYTES.equals(gunzip(gzipSync(BYTES))));
    const large = Array.from({ length: 3 }, (_, at) => BYTES.subarray(at * 7));
    const packed = Buffer.concat(large.map((content) => gzipSync(content)));
    assert.isTrue(Buffer.concat(large).equals(gunzip(packed)));
  });

  it("are refused where they are cut, or a bit of them is another", () => {
    const packed = gzipSync(BYTES);
    for (const end of [3, 12, 1000, packed.length / 2, packed.length - 8, packed.length - 1])
      assert.throws(() => gunzip(packed.subarray(0, end)), Error, "", `cut at ${end}`);
    for (let at = 10; at < packed.length; at += 9973) {
      const flipped = Buffer.from(packed);
      flipped.writeUInt8(flipped.readUInt8(at) ^ 4, at);
      assert.throws(() => gunzip(flipped), Error, "", `flipped at ${at}`);
    }
  });

  it("are not unpacked much further than their header says, however far they go on", () => {
    const packed = gzipSync(Buffer.alloc(96 << 20));
    const before = process.memoryUsage().arrayBuffers;
    assert.throws(() => gunzip(packed, () => 100_000), TooLong);
    assert.isBelow(process.memoryUsage().arrayBuffers - before, 90 << 20);
    const whole = Buffer.alloc(100_000);
    assert.lengthOf(
      gunzip(gzipSync(whole), () => whole.length),
      whole.length,
    );
  });
});
