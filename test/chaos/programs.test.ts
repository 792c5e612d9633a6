import { needsTorch } from "../python.ts";
import { type KilledTrainer, killAtRandom } from "./kills.ts";
import { countFaults } from "./report.ts";

/** A few of each; kills.ts does as many as one asks for. */
const KILLS: Readonly<Record<KilledTrainer, number>> = { script: 12, torch: 5 };

describe("Sweeps, supervisors and programs that are killed", () => {
  const count = countFaults();

  for (const [trainer, most] of Object.entries(KILLS) as [KilledTrainer, number][])
    it(`lose nothing, double nothing and leave no process: ${trainer}`, async function () {
      this.timeout(300_000);
      if (process.platform !== "linux") this.skip();
      if (trainer === "torch") needsTorch(this);
      const { kills, finished } = await killAtRandom(trainer, most);
      const each = Object.entries(kills).map(([victim, times]) => `${times} ${victim}`);
      count(`${trainer}: kills (${each.join(", ")}; ${finished} sweeps came to their end)`, most, {
        lost: 0,
        doubled: 0,
      });
    });
});
