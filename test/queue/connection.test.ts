import { assert } from "chai";
import { readAddress } from "../../src/queue/address.ts";
import { connect, Unreachable } from "../../src/queue/connection.ts";
import { freePort, needsRedis, RedisServer } from "./redis.ts";

describe("a Redis behind a password", function () {
  this.timeout(30_000);
  let redis: RedisServer;

  before(async function () {
    needsRedis(this);
    redis = new RedisServer(await freePort(), ["--requirepass", "s3cret/@"]);
    await redis.start();
  });
  after(() => redis?.remove());

  const open = (password?: string) => connect(readAddress(redis.url, password), () => undefined);
  const refusal = (password?: string) => open(password).catch((error) => error);

  it("is worked with by its password", async () => {
    const connection = await open("s3cret/@");
    assert.strictEqual(await connection.ping(), "PONG");
    connection.disconnect();
  });

  it("says that it asks for one, or does not take it, and does not show it", async () => {
    const without = await refusal();
    assert.instanceOf(without, Unreachable);
    assert.include(without.message, "it asks for a password: redis://:PASSWORD@");
    const wrong = await refusal("wr0ng");
    assert.instanceOf(wrong, Unreachable);
    assert.include(wrong.message, "it does not take this password");
    assert.notInclude(wrong.message, "wr0ng");
  });
});
