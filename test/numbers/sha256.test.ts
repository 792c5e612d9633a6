import { createHash } from "node:crypto";
import { assert } from "chai";
import fc from "fast-check";
import { sha256, sha256Bytes } from "../../src/numbers/sha256.ts";

describe("SHA-256", () => {
  it("of bytes and of texts is OpenSSL's", () => {
    const expected = (data: string | Uint8Array) => createHash("sha256").update(data).digest();
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "grapheme" }), fc.uint8Array({ maxLength: 200 })), (data) => {
        assert.strictEqual(sha256(data), expected(data).toString("hex"));
        if (typeof data === "string") assert.deepEqual([...sha256Bytes(data)], [...expected(data)]);
      }),
    );
  });
});
