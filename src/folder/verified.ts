import { join } from "node:path";
import { writeWhole } from "../io/draft.ts";
import { fileDigest, readTextIfThere } from "../io/read.ts";
import { MANIFEST, readManifest } from "./manifest.ts";

const VERIFIED = "verified.json";
const SUMMARY = "summary.md";
const MOST = 1 << 26;

/** What a comparison with PyTorch found. */
interface Verified {
  /** In a sentence. */
  readonly sentence: string;
  readonly [key: string]: unknown;
}

/**
 * Keeps what a comparison found: as verified.json, and as the last line of summary.md, whose new checksum goes into the
 * manifest. Returns the names of the files that were written. Rejects with a FileError.
 */
export async function keepVerified(folder: string, verified: Verified): Promise<readonly string[]> {
  await writeWhole(join(folder, VERIFIED), `${JSON.stringify(verified, undefined, 2)}\n`);
  const path = join(folder, SUMMARY);
  const summary = readTextIfThere(path, MOST);
  const manifest = readTextIfThere(join(folder, MANIFEST), MOST);
  if (summary === undefined || manifest === undefined || readManifest(folder) === undefined) return [VERIFIED];
  const found = JSON.parse(manifest) as { readonly files: Readonly<Record<string, string>> };
  // Someone's edit of the file is theirs, and stays without a checksum.
  if (found.files[SUMMARY] !== (await fileDigest(path))) return [VERIFIED];
  const before = summary.replace(LINE, "");
  await writeWhole(path, `${before}\nVerified: ${verified.sentence}\n`);
  const files = { ...found.files, [SUMMARY]: (await fileDigest(path)) ?? "" };
  await writeWhole(join(folder, MANIFEST), `${JSON.stringify({ ...found, files }, undefined, 2)}\n`);
  return [VERIFIED, SUMMARY];
}

const LINE = /\nVerified: [^\n]*\n$/;
