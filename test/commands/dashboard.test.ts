import { once } from "node:events";
import { assert } from "chai";
import { SMALL, Workplace } from "./cli.ts";
import { start } from "./process.ts";

describe("npm run dashboard", () => {
  it("says where it is, and at Ctrl-C that it is closed; no word of runs, as it trains none", async () => {
    const here = new Workplace();
    try {
      here.experiment("small", SMALL);
      here.run(["sweep"]);
      const { child, end } = start(["dashboard", "--port", "0"], { cwd: here.folder });
      let said = "";
      child.stderr?.on("data", (text) => {
        said += text;
      });
      const [shown] = await once(child.stdout as NodeJS.ReadableStream, "data");
      assert.match(String(shown), /^Dashboard of results\/: http:\/\/\S+ \(Ctrl-C ends it\)/);
      child.kill("SIGINT");
      assert.equal((await end).code, 0);
      assert.equal(said, "\nThe dashboard is closed. Sweeps continue.\n");
    } finally {
      here.remove();
    }
  });
});
