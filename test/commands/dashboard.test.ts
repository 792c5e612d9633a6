import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { assert } from "chai";
import { root } from "../root.ts";
import { SMALL, Workplace } from "./cli.ts";

describe("npm run dashboard", () => {
  it("says where it is, and at Ctrl-C that it is closed; no word of runs, as it trains none", async () => {
    const here = new Workplace();
    try {
      here.experiment("small", SMALL);
      here.run(["sweep"]);
      const child = spawn(process.execPath, [join(root, "src/launch.mjs"), "dashboard", "--port", "0"], {
        cwd: here.folder,
      });
      const exited = once(child, "exit");
      let said = "";
      child.stderr.on("data", (text) => {
        said += text;
      });
      const [shown] = await once(child.stdout, "data");
      assert.match(String(shown), /^Dashboard of results\/: http:\/\/\S+ \(Ctrl-C ends it\)/);
      child.kill("SIGINT");
      const [code] = await exited;
      assert.equal(code, 0);
      assert.equal(said, "\nThe dashboard is closed. Sweeps continue.\n");
    } finally {
      here.remove();
    }
  });
});
