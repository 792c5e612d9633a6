import { sha256 as digest } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** SHA-256 of bytes, or of text as UTF-8: 64 hex digits. */
export type Digest = (data: Uint8Array | string) => string;

/** The 32 bytes of SHA-256 of a text as UTF-8. */
export const sha256Bytes = (text: string): Uint8Array => digest(utf8ToBytes(text));

/** In JavaScript, about 100 MB a second. */
export const sha256: Digest = (data) => bytesToHex(digest(typeof data === "string" ? utf8ToBytes(data) : data));
