import { assert } from "chai";
import { BadAddress, readAddress } from "../../src/queue/address.ts";

describe("the address of a queue", () => {
  for (const url of ["redis://127.0.0.1", "redis://localhost:7000/2", "redis://[::1]:6379", "rediss://127.8.8.8"])
    it(`needs no password on this machine: ${url}`, () => {
      assert.deepEqual(readAddress(url, undefined), { url, shown: url });
    });

  for (const url of [
    "redis://10.0.0.5:6379",
    "rediss://redis.example.org",
    "redis://user@example.org",
    "redis://127.0.0.1.evil.org",
  ])
    it(`needs a password where others can reach it: ${url}`, () => {
      assert.throws(
        () => readAddress(url, undefined),
        BadAddress,
        "refused, as a Redis that others can reach needs a password",
      );
      assert.throws(() => readAddress(url, ""), BadAddress);
    });

  it("takes its password from the URL, else from beside it, and does not show it", () => {
    const own = readAddress("rediss://me:secret@example.org:6380", "other");
    assert.deepEqual(own, {
      url: "rediss://me:secret@example.org:6380",
      shown: "rediss://me:***@example.org:6380",
    });
    assert.deepEqual(readAddress("redis://example.org", "p@ss/word"), {
      url: "redis://:p%40ss%2Fword@example.org",
      shown: "redis://:***@example.org",
    });
  });

  for (const text of ["localhost:6379", "http://127.0.0.1", "redis://", "", "redis:127.0.0.1"])
    it(`is the URL of a Redis, unlike ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => readAddress(text, undefined),
        BadAddress,
        "not the URL of a Redis, such as redis://127.0.0.1:6379",
      );
    });

  it("shows no password of a URL it refuses", () => {
    assert.throws(() => readAddress("http://me:secret@example.org", undefined), BadAddress, /^(?!.*secret)/s);
  });
});
