import crc32 from "crc-32";
import { joined } from "./bytes.ts";

/** Numbers with a shape, as NumPy has them. */
export interface NumpyArray {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array | BigInt64Array;
}

const ALIGNMENT = 64;

/** Text whose characters are bytes, such as a signature. */
const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** An array as numpy.save writes it, format 1.0. */
export function npyBytes({ shape, values }: NumpyArray): Uint8Array {
  const type = values instanceof Float32Array ? "<f4" : values instanceof Int32Array ? "<i4" : "<i8";
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const length = Math.ceil((10 + header.length + 1) / ALIGNMENT) * ALIGNMENT - 10;
  const head = latin1(`\x93NUMPY\x01\0\0\0${`${header.padEnd(length - 1)}\n`}`);
  new DataView(head.buffer).setUint16(8, length, true);
  return joined([head, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)]);
}

const VERSION = 20;
/** No clock: the same run gives the same bytes. 1 January 1980, where zip's time begins. */
const [TIME, DATE] = [0, 0x21];
const LARGEST = 0xffff_ffff;

/** Arrays by name as numpy.savez writes them: a zip file whose members are stored. APPNOTE.TXT 4.3, no zip64. */
export function npzBytes(arrays: Readonly<Record<string, NumpyArray>>): Uint8Array<ArrayBuffer> {
  const members: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [key, array] of Object.entries(arrays)) {
    const name = new TextEncoder().encode(`${key}.npy`);
    const content = npyBytes(array);
    const common = commonFields(content, name);
    const member = joined([latin1("PK\x03\x04"), common, name, content]);
    const entry = new DataView(new ArrayBuffer(14));
    entry.setUint32(10, offset, true);
    const made = Uint8Array.of(VERSION, 0);
    directory.push(joined([latin1("PK\x01\x02"), made, common, new Uint8Array(entry.buffer), name]));
    members.push(member);
    offset += member.length;
  }
  if (offset > LARGEST) throw new RangeError("more than 4 GB do not fit into an .npz file");
  const listed = joined(directory);
  return joined([...members, listed, endRecord(directory.length, listed.length, offset)]);
}

/** What a member's head and its directory entry share, from the version on. */
function commonFields(content: Uint8Array, name: Uint8Array): Uint8Array {
  const fields = new DataView(new ArrayBuffer(26));
  fields.setUint16(0, VERSION, true);
  fields.setUint16(6, TIME, true);
  fields.setUint16(8, DATE, true);
  fields.setInt32(10, crc32.buf(content), true);
  fields.setUint32(14, content.length, true);
  fields.setUint32(18, content.length, true);
  fields.setUint16(22, name.length, true);
  return new Uint8Array(fields.buffer);
}

function endRecord(count: number, length: number, offset: number): Uint8Array {
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, count, true);
  end.setUint16(10, count, true);
  end.setUint32(12, length, true);
  end.setUint32(16, offset, true);
  return new Uint8Array(end.buffer);
}
