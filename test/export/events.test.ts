import { assert } from "chai";
import { eventsEncoder } from "../../src/export/events.ts";

/** CRC-32C bit by bit. Castagnoli, Bräuer and Herrmann 1993; the polynomial reversed. */
function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return ~crc >>> 0;
}

/** As TensorFlow's documentation of TFRecords gives it. */
const masked = (bytes: Uint8Array) => {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
};

function recordsOf(bytes: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    assert.equal(bytes.readUInt32LE(at + 8), masked(bytes.subarray(at, at + 8)), "checksum of the length");
    const data = bytes.subarray(at + 12, at + 12 + length);
    assert.equal(bytes.readUInt32LE(at + 12 + length), masked(data), "checksum of the data");
    records.push(data);
    at += length + 16;
  }
  return records;
}

/** Fields of a protobuf message by number, as its encoding has them: varints, 64 bits, bytes, 32 bits. */
function fieldsOf(message: Buffer): Map<number, (number | Buffer)[]> {
  const fields = new Map<number, (number | Buffer)[]>();
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = message[at] as number;
      at++;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const value = valueIn(tag & 7);
    fields.set(tag >>> 3, [...(fields.get(tag >>> 3) ?? []), value]);
  }
  return fields;

  function valueIn(wire: number): number | Buffer {
    if (wire === 0) return varint();
    const length = wire === 1 ? 8 : wire === 5 ? 4 : varint();
    at += length;
    const bytes = message.subarray(at - length, at);
    if (wire === 2) return bytes;
    return wire === 1 ? bytes.readDoubleLE() : bytes.readFloatLE();
  }
}

describe("TensorBoard's event files", () => {
  it("are records with checksums: the version, and the scalars of each step", async () => {
    const encode = await eventsEncoder();
    const bytes = encode([{ step: 300, values: { val_loss: 0.25, lr: Number.NaN } }], 1_700_000_000);
    const [version, scalars, ...more] = recordsOf(bytes).map(fieldsOf);
    assert.isEmpty(more);
    assert.deepEqual(version?.get(1), [1_700_000_000]);
    assert.equal(String(version?.get(3)), "brain.Event:2");
    assert.deepEqual(scalars?.get(2), [300]);
    const values = fieldsOf(scalars?.get(5)?.[0] as Buffer)
      .get(1)
      ?.map((value) => fieldsOf(value as Buffer));
    assert.deepEqual(
      values?.map((value) => [String(value.get(1)), value.get(2)?.[0]]),
      [
        ["val_loss", 0.25],
        ["lr", Number.NaN],
      ],
    );
  });
});
