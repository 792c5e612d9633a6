import { inflateRawSync } from "node:zlib";
import { Misfit } from "../contracts/part.ts";

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;

/**
 * Members of a zip file by name, each unpacked when called. APPNOTE.TXT 4.3; no zip64, no encryption.
 * @throws Misfit("path", …) when it is no such file
 */
export function membersOf(bytes: Uint8Array, file: string): ReadonlyMap<string, () => Uint8Array> {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const members = new Map<string, () => Uint8Array>();
  try {
    const end = endOf(zip);
    let at = zip.readUInt32LE(end + 16);
    for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
      if (zip.readUInt32LE(at) !== ENTRY) throw new RangeError("no entry");
      const [name, extra, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field)) as [
        number,
        number,
        number,
      ];
      const entry = at;
      members.set(zip.toString("utf8", at + 46, at + 46 + name), () => unpack(zip, entry, file));
      at += 46 + name + extra + comment;
    }
  } catch (error) {
    if (error instanceof RangeError)
      throw new Misfit("path", `${file} is not a whole zip file`, "save it with numpy.savez");
    throw error;
  }
  return members;
}

/** Where the end of the directory begins: it is last, before a comment. Throws RangeError. */
function endOf(zip: Buffer): number {
  for (let at = zip.length - 22; at >= 0; at--) if (zip.readUInt32LE(at) === END) return at;
  throw new RangeError("no end");
}

function unpack(zip: Buffer, entry: number, file: string): Uint8Array {
  const [method, packed, local] = [
    zip.readUInt16LE(entry + 10),
    zip.readUInt32LE(entry + 20),
    zip.readUInt32LE(entry + 42),
  ];
  try {
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const content = zip.subarray(from, from + packed);
    if (method === STORED) return content;
    if (method === DEFLATED) return inflateRawSync(content);
  } catch {
    throw new Misfit("path", `${file} is not a whole zip file`, "save it with numpy.savez");
  }
  throw new Misfit("path", `${file} is packed by method ${method}`, "save it with numpy.savez or savez_compressed");
}
