import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { assert } from "chai";
import { isRunning } from "../program/ground.ts";
import { needsPython } from "../python.ts";
import { root } from "../root.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** In the place of NumPy: takes long to import. */
const SLOW = `import os, time
with open("pid.part", "w") as file:
    file.write(str(os.getpid()))
os.replace("pid.part", "pid")
time.sleep(600)
`;

describe("Python that is asked for its PyTorch", () => {
  it("imports nothing of the working folder, where modules may be anyone's", function () {
    this.timeout(60_000);
    needsPython(this);
    const folder = temporaryFolder();
    try {
      for (const name of ["json", "numpy", "torch"])
        writeFileSync(join(folder, `${name}.py`), 'open("imported.txt", "w").close()\n');
      const module = JSON.stringify(join(root, "dist/src/torch/find.js"));
      const code = `import(${module}).then(({ findTorch }) => findTorch("cpu"))`;
      assert.equal(spawnSync(process.execPath, ["-e", code], { cwd: folder }).status, 0);
      assert.isFalse(existsSync(join(folder, "imported.txt")));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("leaves when who asked is killed", async function () {
    this.timeout(60_000);
    if (process.platform !== "linux") this.skip();
    needsPython(this);
    const folder = temporaryFolder();
    try {
      writeFileSync(join(folder, "numpy.py"), SLOW);
      const module = JSON.stringify(join(root, "dist/src/torch/find.js"));
      const asking = spawn(process.execPath, ["-e", `import(${module}).then(({ findTorch }) => findTorch("cpu"))`], {
        cwd: folder,
        env: { ...process.env, PYTHONPATH: folder },
        stdio: "ignore",
      });
      while (!existsSync(join(folder, "pid"))) await pause(20);
      const pid = Number(readFileSync(join(folder, "pid"), "utf8"));
      assert.isTrue(isRunning(pid));
      asking.kill("SIGKILL");
      for (let tries = 0; isRunning(pid) && tries < 200; tries++) await pause(50);
      assert.isFalse(isRunning(pid));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
