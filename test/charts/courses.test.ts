import { assert } from "chai";
import type { CourseChosen } from "../../src/charts/course-chart.ts";
import { courses } from "../../src/charts/courses.ts";
import { STILL } from "../../src/charts/frame.ts";
import { View } from "../../src/charts/view.ts";
import { reportOf } from "../report/data.ts";
import { planOf, resultOf } from "../results/fixtures.ts";

describe("curves over steps", () => {
  const plan = planOf({ heads: ["training.batch_size"], cells: [[16], [64]] });
  const steps = [8, 3];
  const viewOf = (steps: readonly number[]) =>
    new View(
      reportOf({ ...plan, variant: (i) => ({ ...plan.variant(i), stepsPerEpoch: steps[i] ?? 1 }) }, (variant) =>
        resultOf(plan, [5, 4, 3 + variant]),
      ),
    );
  const view = viewOf(steps);
  const chosen = courses.start(view) as CourseChosen;
  const draw = (isBySteps: boolean) =>
    courses.draw({ view, chosen: { ...chosen, isBySteps } }, { theme: STILL, width: 900, top: 0, isFile: false });
  const endsOf = ({ option }: ReturnType<typeof draw>) =>
    (option.series as readonly { readonly type: string; readonly data: readonly { readonly value: number[] }[] }[])
      .filter(({ type }) => type === "line")
      .slice(0, 2)
      .map(({ data }) => data.map(({ value: [x] }) => x));

  it("are offered where variants have different numbers of steps in an epoch", () => {
    const offers = (view: View) => courses.choices(view).some(({ key }) => key === "isBySteps");
    assert.isTrue(offers(view));
    assert.isFalse(offers(viewOf([8, 8])));
  });

  it("put each epoch at its last step", () => {
    assert.deepEqual(endsOf(draw(false)), [
      [1, 2, 3],
      [1, 2, 3],
    ]);
    assert.deepEqual(endsOf(draw(true)), [
      [8, 16, 24],
      [3, 6, 9],
    ]);
  });

  it("tell the epoch that has ended at a step, of variants that have come so far", () => {
    const { hint } = draw(true);
    const at = (step: number) => hint?.([{ value: [step, 0] }]);
    assert.equal(at(8)?.main, `step 8: ${chosen.metric}`);
    assert.deepEqual(
      at(8)?.rows?.map(({ figure }) => Number.parseFloat(figure)),
      [4, 5],
    );
    assert.lengthOf(at(16)?.rows ?? [], 1);
  });
});
