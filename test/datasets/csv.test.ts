import { readFileSync } from "node:fs";
import { assert } from "chai";
import type { Json } from "../../src/contracts/config.ts";
import { Misfit } from "../../src/contracts/part.ts";
import { remedyOf } from "../remedy.ts";
import { moments, open, table } from "./open.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const openText = (text: string, parameters: Record<string, Json>) =>
  open("csv", { path: "data/cars.csv", validation: 0, ...parameters }, () => bytes(text));
const plain = (text: string, parameters: Record<string, Json>) =>
  openText(text, { standardize: false, ...parameters }).load().training;

/** Every column but the last, and the last. */
function assertRows(text: string, x: number[], y: number[]) {
  const found = plain(text, { target: "y" });
  assert.deepEqual([...found.x], x);
  assert.deepEqual([...found.y], y);
}

function assertMisfit(
  text: string,
  parameters: Record<string, Json>,
  parameter: string,
  message: RegExp,
  remedy: RegExp,
) {
  try {
    openText(text, parameters);
  } catch (error) {
    assert.instanceOf(error, Misfit);
    assert.match(error.message, message);
    assert.equal(error.parameter, parameter);
    assert.match(remedyOf(error) ?? "", remedy);
    return;
  }
  assert.fail("it was taken");
}

const CARS = "name,hp,wt,mpg\nMazda,110,2.6,21\nDatsun,93,2.3,22.8\nHornet,175,3.4,18.7\n";

describe("csv data", () => {
  it("predict the target from all other columns, in the file's order", () => {
    const { x, y, rows } = plain(CARS, { target: "mpg", drop: ["name"] });
    assert.equal(rows, 3);
    assert.deepEqual([...x], [110, Math.fround(2.6), 93, Math.fround(2.3), 175, Math.fround(3.4)]);
    assert.deepEqual([...y], [21, 22.8, 18.7].map(Math.fround));
  });

  it("predict several targets from chosen features, in the order given", () => {
    const source = openText(CARS, { target: ["mpg", "hp"], features: ["wt"], standardize: false });
    assert.deepEqual(source.shape, { features: [1], targets: [2], training: 3, validation: 0 });
    assert.deepEqual([...source.load().training.y], [21, 110, 22.8, 93, 18.7, 175].map(Math.fround));
  });

  describe("are read as spreadsheets write them", () => {
    it("with CRLF, CR and without a last line end", () => {
      assertRows("x,y\r\n1,2\r\n3,4\r\n", [1, 3], [2, 4]);
      assertRows("x,y\r1,2\r3,4", [1, 3], [2, 4]);
    });
    it("with a byte order mark", () => assertRows("\ufeffx,y\n1,2\n3,4\n", [1, 3], [2, 4]));
    it("with quoted fields, blanks and empty lines", () =>
      assertRows('"x" , y\n\n"1", 2\n 3 ,"4"\n\n', [1, 3], [2, 4]));
    it("with names that hold commas, quotes and line ends", () => {
      const { x } = plain('"a, ""b""\nc",y\n1,2\n3,4\n', { target: "y", features: ['a, "b"\nc'] });
      assert.deepEqual([...x], [1, 3]);
    });
    it("with every way to write a number", () =>
      assertRows("x,y\n-1.5e2,+.5\n3.,1E-2\n", [-150, 3], [0.5, Math.fround(0.01)]));
  });

  describe("are standardized", () => {
    const text = `a,b,y\n${Array.from({ length: 40 }, (_, i) => `${i * i},0.1,${i}`).join("\n")}`;

    it("over the training rows only, by the population's deviation", () => {
      const source = openText(text, { target: "y", validation: 0.25 });
      const { training, validation } = source.load();
      const a = training.x.filter((_, at) => at % 2 === 0);
      const [mean, variance] = moments(a);
      assert.closeTo(mean, 0, 1e-6);
      assert.closeTo(variance, 1, 1e-6);
      // The targets are row numbers: what each row's a should have become.
      const [fittedMean, fittedVariance] = moments(training.y.map((i) => i * i));
      validation?.y.forEach((i, row) => {
        const expected = (i * i - fittedMean) / Math.sqrt(fittedVariance);
        assert.closeTo(validation.x[row * 2] as number, expected, 1e-6);
      });
    });

    it("to exactly 0 where a column is constant", () => {
      const { x } = openText(text, { target: "y" }).load().training;
      assert.isTrue(x.filter((_, at) => at % 2 === 1).every((value) => value === 0));
    });

    it("as values worked out by hand", () => {
      const { x, y } = openText("x,y\n1,10\n2,20\n3,60\n", { target: "y" }).load().training;
      assert.deepEqual([...x], [-Math.sqrt(1.5), 0, Math.sqrt(1.5)].map(Math.fround));
      assert.deepEqual([...y], [10, 20, 60]);
    });
  });

  it("come with the SHA-256 of the file's bytes", () => {
    const { digest } = openText("x,y\n1,2\n3,4\n", { target: "y" });
    assert.equal(digest, "2a2b86e74ffd5e6a9b75e52a105cf9d02920837179f8e8961aa15411d380f7a3");
  });

  it("hold out what the data's seed says, rows in the file's order", () => {
    const text = `x,y\n${Array.from({ length: 30 }, (_, i) => `0,${i}`).join("\n")}`;
    const { training, validation } = openText(text, { target: "y", validation: 0.2, seed: 4 }).load();
    assert.equal(validation?.rows, 6);
    assert.deepEqual(
      [...training.y].sort((a, b) => a - b),
      [...training.y],
    );
    assert.deepEqual(
      [...training.y, ...(validation?.y ?? [])].sort((a, b) => a - b),
      Array.from({ length: 30 }, (_, i) => i),
    );
  });

  describe("are refused, with line and column,", () => {
    const y = { target: "y" };
    it("for an empty cell", () =>
      assertMisfit(
        "x,y\n1,2\n\n,4\n",
        y,
        "path",
        /^data\/cars.csv:4: column "x" is empty$/,
        /^mend the file, or missing: mean, or drop: \["x"\]$/,
      ));
    it("for text, naming every column to drop", () =>
      assertMisfit(
        "id,x,z,y\n1,1,b,2\n2,two,c,4\n",
        { ...y, drop: ["id"] },
        "path",
        /cars.csv:3: column "x" holds "two", not a number$/,
        /drop: \["id","x","z"\]$/,
      ));
    it("for text in a target", () =>
      assertMisfit("x,y\n1,5\n1,cheap\n2,dear\n", y, "target", /:3: column "y" holds "cheap"/, /another column/));
    it("for text in a chosen feature", () =>
      assertMisfit(
        "x,z,y\na,1,1\nb,2,2\n",
        { ...y, features: ["z", "x"] },
        "features",
        /:2: column "x"/,
        /take "x" out/,
      ));
    it("for infinities and numbers too large for float32", () => {
      for (const cell of ["Infinity", "1e39", "0x10", "1_000", "1 000"]) {
        assertMisfit(`x,y\n${cell},2\n3,4\n`, y, "path", /:2: column "x" holds ".*", not a number/, /drop/);
      }
    });
    it("for a ragged row", () => {
      assertMisfit("x,y\n1,2\n3\n", y, "path", /^data\/cars.csv:3: 1 field, the header has 2$/, /each column/);
      assertMisfit("x,y\n1,2\n3,4,5\n", y, "path", /:3: 3 fields, the header has 2$/, /each column/);
    });
    it("for a ragged row after a field of several lines", () =>
      assertMisfit('n,x,y\n"a\nb",1,2\n"c\nd",1\n', { ...y, drop: ["n"] }, "path", /:4: 2 fields/, /each column/));
    it("for an open quote", () =>
      assertMisfit('x,y\n1,"2\n3,4\n', y, "path", /cars.csv:2: a quote is opened/, /close it/));
    it("for a header that names a column twice, or not", () => {
      assertMisfit("x,x,y\n1,2,3\n1,2,3\n", y, "path", /:1: two columns are called "x"$/, /rename.*header: false/);
      const unnamed = /:1: column 2 has no name; it is called column_2 here$/;
      assertMisfit("x,,y\n1,2,3\n1,2,3\n", y, "path", unnamed, /^drop: \["column_2"\], or name it in the file$/);
    });
    it("for another delimiter than told", () =>
      assertMisfit("x;y\n1;2\n", { ...y, delimiter: "," }, "path", /cars.csv: one column, "x;y"$/, /^delimiter: ";"$/));
    it("for a file that is empty, or has less than 2 rows", () => {
      assertMisfit("", y, "path", /cars.csv is empty/, /header/);
      assertMisfit("x,y\n", y, "path", /cars.csv has no row/, /2 rows/);
      assertMisfit("x,y\n1,2\n", y, "path", /cars.csv has 1 row/, /2 rows/);
    });
    it("for what is no text", () => {
      const binary = () => Uint8Array.from([0x78, 0x2c, 0x81, 0x0a]);
      assert.throws(() => open("csv", { path: "a.csv", target: "x" }, binary), Misfit, "a.csv is not text in UTF-8");
    });
  });

  describe("are refused when the parameters do not fit them:", () => {
    const mpg = { target: "mpg", drop: ["name"] };
    it("an unknown name, with the nearest", () => {
      assertMisfit(CARS, { ...mpg, target: "MPG" }, "target", /cars.csv has no column "MPG"$/, /did you mean 'mpg'/);
      assertMisfit(
        CARS,
        { ...mpg, target: ["mpg", "power"] },
        "target.1",
        /no column "power"/,
        /choose one of: name, hp, wt, mpg/,
      );
      assertMisfit(CARS, { ...mpg, drop: ["nme"] }, "drop.0", /no column "nme"/, /did you mean 'name'/);
      assertMisfit(CARS, { ...mpg, features: ["wtt"] }, "features.0", /no column "wtt"/, /did you mean 'wt'/);
    });
    it("a column in two places", () => {
      assertMisfit(CARS, { target: "mpg", features: ["hp", "mpg"] }, "features", /"mpg" is a target, too/, /mpg/);
      assertMisfit(CARS, { target: "mpg", drop: ["mpg"] }, "drop", /"mpg" is a target, too/, /mpg/);
      assertMisfit(CARS, { ...mpg, features: ["name"] }, "features", /"name" is dropped, too/, /name/);
    });
    it("no column left", () =>
      assertMisfit("y,x\n1,2\n3,4\n", { target: "y", drop: ["x"] }, "target", /no column left/, /fewer/));
    it("a share that holds out nothing, or everything", () => {
      assertMisfit(CARS, { ...mpg, validation: 0.1 }, "validation", /holds out no row of 3/, /validation: 0/);
      assertMisfit(CARS, { ...mpg, validation: 0.9 }, "validation", /holds out every row of 3/, /validation: 0/);
    });
  });

  it("let the reader of files speak for itself", () => {
    const missing = () => {
      throw new Misfit("path", "there is no file a.csv");
    };
    assert.throws(() => open("csv", { path: "a.csv", target: "y" }, missing), Misfit, "there is no file a.csv");
  });

  it("take the experiment's own mtcars.csv", () => {
    const file = readFileSync(new URL("../../../experiments/data/mtcars.csv", import.meta.url));
    const source = open("csv", { path: "data/mtcars.csv", target: "mpg", drop: ["model"] }, () => file);
    assert.deepEqual(source.shape, { features: [10], targets: [1], training: 26, validation: 6 });
  });
});

const IRIS = "id,colour,y\n1,red,b\n2,blue,a\n3,red,B\n4,green,b\n";

describe("csv data of classes", () => {
  const shapeOf = (text: string, parameters: Record<string, Json>) => openText(text, parameters).shape;

  it("take text for classes, in the order of their characters", () => {
    const source = openText("x,y\n1,virginica\n2,setosa\n3,Zebra\n4,setosa\n", { target: "y" });
    assert.deepEqual(source.shape, { features: [1], targets: [1], classes: 3, training: 4, validation: 0 });
    assert.deepEqual([...source.load().training.y], [2, 1, 0, 1]);
  });

  it("take numbers for classes when told so, in the order of their values", () => {
    const text = "x,y\n1,10\n2,9\n3,-1\n4,9.0\n";
    assert.notProperty(shapeOf(text, { target: "y" }), "classes");
    const source = openText(text, { target: "y", task: "classification" });
    assert.equal(source.shape.classes, 3);
    assert.deepEqual([...source.load().training.y], [2, 1, 0, 1]);
  });

  it("take labels of numbers and text as text", () => {
    const { training } = openText("x,y\n1,10\n2,9\n3,ten\n", { target: "y", task: "classification" }).load();
    assert.deepEqual([...training.y], [0, 1, 2]);
  });

  it("make a feature of each category, where the column stood and not standardized", () => {
    const source = openText(IRIS, { target: "y", one_hot: ["colour"] });
    assert.deepEqual(source.shape, { features: [4], targets: [1], classes: 3, training: 4, validation: 0 });
    const [low, high] = [Math.fround(-1.5 / Math.sqrt(1.25)), Math.fround(1.5 / Math.sqrt(1.25))];
    const rows = table(source.load().training);
    assert.deepEqual(rows[0], [low, 0, 0, 1, 2]);
    assert.deepEqual(rows[1]?.slice(1), [1, 0, 0, 1]);
    assert.deepEqual(rows[3], [high, 0, 1, 0, 2]);
    const chosen = openText(IRIS, { target: "y", features: ["colour", "id"], one_hot: ["colour"], standardize: false });
    assert.deepEqual(table(chosen.load().training)[2], [0, 0, 1, 3, 0]);
  });

  it("make categories of numbers by their values, of all rows", () => {
    const text = "gear,y\n5,1\n3,2\n10,3\n4,4\n3,5\n";
    const source = openText(text, { target: "y", one_hot: ["gear"], validation: 0.4 });
    assert.deepEqual(source.shape.features, [4]);
    const { training, validation } = source.load();
    const rows = [...table(training), ...table(validation as typeof training)].sort(
      (a, b) => (a[4] as number) - (b[4] as number),
    );
    assert.deepEqual(rows, [
      [0, 0, 1, 0, 1],
      [1, 0, 0, 0, 2],
      [0, 0, 0, 1, 3],
      [0, 1, 0, 0, 4],
      [1, 0, 0, 0, 5],
    ]);
  });

  it("propose one_hot for text that repeats, and only drop for text that names each row", () => {
    const says = (parameters: Record<string, Json>, remedy: RegExp) =>
      assertMisfit(
        IRIS,
        { target: "y", ...parameters },
        "features" in parameters ? "features" : "path",
        /cars.csv:2: column "colour" holds "red", not a number$/,
        remedy,
      );
    says({}, /^mend the file, or one_hot: \["colour"\], or drop: \["colour"\]$/);
    says({ features: ["colour"] }, /^mend the file, or one_hot: \["colour"\], or take "colour" out of features$/);
    assertMisfit(
      CARS,
      { target: "mpg" },
      "path",
      /:2: column "name" holds "Mazda"/,
      /^mend the file, or drop: \["name"\]$/,
    );
  });

  describe("are refused", () => {
    const y = { target: "y" };
    it("for an empty cell among classes or categories", () => {
      assertMisfit(
        "x,y\n1,a\n2,\n3,b\n",
        y,
        "target",
        /^data\/cars.csv:3: column "y" is empty$/,
        /^mend the file, or missing: drop$/,
      );
      assertMisfit(
        "x,y\na,1\n,2\n",
        { ...y, one_hot: ["x"] },
        "one_hot",
        /^data\/cars.csv:3: column "x" is empty$/,
        /mend/,
      );
    });
    it("for several targets with text", () => {
      const both = { target: ["colour", "y"] };
      assertMisfit(IRIS, both, "target", /:2: column "colour" holds "red", not a number$/, /predict it alone/);
      assertMisfit(
        IRIS,
        { ...both, task: "classification" },
        "target",
        /^it lists 2 columns, but classes are one$/,
        /^target: colour$/,
      );
    });
    it("for text where numbers were asked for", () =>
      assertMisfit(
        "x,y\n1,a\n2,b\n",
        { ...y, task: "regression" },
        "target",
        /:2: column "y" holds "a"/,
        /another column/,
      ));
    it("for classes that are fractions", () =>
      assertMisfit(
        "x,y\n1,2\n2,2.5\n",
        { ...y, task: "classification" },
        "target",
        /^data\/cars.csv:3: column "y" holds 2.5, but classes are whole numbers or text$/,
        /^task: regression, or another column$/,
      ));
    it("for one class", () =>
      assertMisfit("x,y\n1,a\n2,a\n", y, "target", /^column "y" holds one class only, "a"$/, /^predict/));
    it("for more categories than max_categories", () => {
      const few = { ...y, max_categories: 2 };
      const message = (name: string) => new RegExp(`^column "${name}" has 3 categories, more than 2$`);
      assertMisfit("x,y\n1,a\n2,b\n3,c\n", few, "target", message("y"), /^another column, or max_categories: 3$/);
      assertMisfit("x,y\na,1\nb,2\nc,3\n", { ...few, one_hot: ["x"] }, "one_hot", message("x"), /max_categories: 3$/);
    });
    it("for a class that cannot be on both sides", () => {
      const text = `x,y\n${Array.from({ length: 9 }, (_, i) => `${i},${i % 2 ? "a" : "b"}\n`).join("")}9,rare\n`;
      const message = /^the class "rare" has 1 row, which cannot be on both sides$/;
      assertMisfit(text, { ...y, validation: 0.3 }, "validation", message, /\{share: 0.3, stratify: false\}$/);
    });
    it("for names in one_hot that are no features", () => {
      assertMisfit(IRIS, { ...y, one_hot: ["color"] }, "one_hot.0", /no column "color"$/, /did you mean 'colour'/);
      assertMisfit(IRIS, { ...y, one_hot: ["y"] }, "one_hot", /^"y" is a target, too$/, /"y" out of one/);
      assertMisfit(IRIS, { ...y, one_hot: ["id"], drop: ["id"] }, "one_hot", /^"id" is dropped, too$/, /"id"/);
      assertMisfit(
        IRIS,
        { ...y, one_hot: ["colour"], features: ["id"] },
        "one_hot",
        /^"colour" is no feature$/,
        /^features: \["id","colour"\]$/,
      );
    });
  });
});
