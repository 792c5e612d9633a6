import { assert } from "chai";
import { decodeAnnouncement, encodeAnnouncement } from "../../src/queue/announcement.ts";
import { BadMessage } from "../../src/queue/checked.ts";

describe("the announcement of a sweep", () => {
  const announcement = {
    name: "demo",
    release: { version: "0.1.0", build: "0".repeat(64) },
    files: [{ path: "data/x.csv", digest: "a".repeat(64), bytes: 7 }],
    plugins: [{ name: "half-life.mjs", digest: "b".repeat(64) }],
  };

  it("comes out as it went in", () => {
    assert.deepEqual(decodeAnnouncement(encodeAnnouncement(announcement)), announcement);
  });

  it("is refused if it is not what it should be", () => {
    for (const text of [
      "",
      "[]",
      "{}",
      JSON.stringify({ ...announcement, name: "../x" }),
      JSON.stringify({ ...announcement, files: [{ path: "x" }] }),
    ])
      assert.throws(() => decodeAnnouncement(text), BadMessage, "a sweep from the queue");
  });
});
