import { crc32 } from "node:zlib";

/** Numbers with a shape, as NumPy has them. */
export interface NumpyArray {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array | BigInt64Array;
}

const ALIGNMENT = 64;

/** An array as numpy.save writes it, format 1.0. */
export function npyBytes({ shape, values }: NumpyArray): Buffer {
  const type = values instanceof Float32Array ? "<f4" : values instanceof Int32Array ? "<i4" : "<i8";
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const length = Math.ceil((10 + header.length + 1) / ALIGNMENT) * ALIGNMENT - 10;
  const head = Buffer.from(`\x93NUMPY\x01\0\0\0${`${header.padEnd(length - 1)}\n`}`, "latin1");
  head.writeUInt16LE(length, 8);
  return Buffer.concat([head, Buffer.from(values.buffer, values.byteOffset, values.byteLength)]);
}

const VERSION = 20;
/** No clock: the same run gives the same bytes. 1 January 1980, where zip's time begins. */
const [TIME, DATE] = [0, 0x21];
const LARGEST = 0xffff_ffff;

/** Arrays by name as numpy.savez writes them: a zip file whose members are stored. APPNOTE.TXT 4.3, no zip64. */
export function npzBytes(arrays: Readonly<Record<string, NumpyArray>>): Buffer {
  const members: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [key, array] of Object.entries(arrays)) {
    const name = Buffer.from(`${key}.npy`);
    const content = npyBytes(array);
    const common = commonFields(content, name);
    const member = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), common, name, content]);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE(offset, 10);
    const made = Buffer.from([VERSION, 0]);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02", "latin1"), made, common, entry, name]));
    members.push(member);
    offset += member.length;
  }
  if (offset > LARGEST) throw new RangeError("more than 4 GB do not fit into an .npz file");
  const listed = Buffer.concat(directory);
  return Buffer.concat([...members, listed, endRecord(directory.length, listed.length, offset)]);
}

/** What a member's head and its directory entry share, from the version on. */
function commonFields(content: Buffer, name: Buffer): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(VERSION, 0);
  fields.writeUInt16LE(TIME, 6);
  fields.writeUInt16LE(DATE, 8);
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(content.length, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

function endRecord(count: number, length: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(length, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}
