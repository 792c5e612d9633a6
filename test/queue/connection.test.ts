import { expect } from "chai";
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
    expect(await connection.ping()).to.equal("PONG");
    connection.disconnect();
  });

  it("says that it asks for one, or does not take it, and does not show it", async () => {
    const without = await refusal();
    expect(without).to.be.instanceOf(Unreachable);
    expect(without.message).to.include("it asks for a password: redis://:PASSWORD@");
    const wrong = await refusal("wr0ng");
    expect(wrong).to.be.instanceOf(Unreachable);
    expect(wrong.message).to.include("it does not take this password").and.not.to.include("wr0ng");
  });
});
