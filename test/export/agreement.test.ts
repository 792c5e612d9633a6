import { assert } from "chai";
import { agreementOf } from "../../src/export/agreement.ts";

type Cells = Readonly<Record<string, number | null>>;

/** How a single epoch's figures agree with those recorded. */
const agreement = (recorded: Cells, found: Cells) =>
  agreementOf([{ lr: 0.1, val_loss: 1, ...recorded }], [{ lr: 0.1, val_loss: 1, ...found }]);

describe("the agreement of a run with PyTorch", () => {
  it("is decided by metrics, too", () => {
    assert.include(agreement({ val_mae: 1 }, { val_mae: 1.001 }), { agrees: false });
    assert.match(
      agreement({ val_mae: 1 }, { val_mae: 1.001 }).reason ?? "",
      /^val_mae differs by 1\.0e-3 from epoch 1/,
    );
    assert.isTrue(agreement({ val_mae: 1 }, { val_mae: 1.00001 }).agrees);
  });

  it("takes 1 for the scale of r2, which goes through 0, and of no other metric", () => {
    assert.isTrue(agreement({ val_r2: 1e-6 }, { val_r2: 2e-6 }).agrees);
    assert.isFalse(agreement({ val_r2: 0.1 }, { val_r2: 0.101 }).agrees);
    assert.isFalse(agreement({ val_mae: 1e-6 }, { val_mae: 2e-6 }).agrees);
  });

  it("is not decided by accuracies, and not by a metric that PyTorch's script lacks", () => {
    assert.isTrue(agreement({ val_top_2_accuracy: 0.5 }, { val_top_2_accuracy: 0.6 }).agrees);
    assert.isTrue(agreement({ val_own: 0.5 }, { val_own: null }).agrees);
    assert.isFalse(agreement({ val_loss: 0.5 }, { val_loss: null }).agrees);
  });
});
