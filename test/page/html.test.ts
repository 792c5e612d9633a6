import { createHash } from "node:crypto";
import { assert } from "chai";
import { reportHtml } from "../../src/page/html.ts";
import { reportOf } from "../report/data.ts";
import { planOf, resultOf } from "../results/fixtures.ts";

const NASTY = "</script><script>alert(1)</script><!--\u2028]]>&amp;";

describe("report.html", () => {
  const plan = { ...planOf({ cells: [[NASTY], ["b"]] }), name: "a<b", text: `name: ${NASTY}\n` };
  const data = reportOf(plan, () => resultOf(plan, [1]));
  const script = "console.log(1)";
  const html = reportHtml(data, { script, style: "p{}" });

  it("holds its data such that no text in them is markup", () => {
    const scripts = html.match(/<script/g);
    assert.lengthOf(scripts ?? [], 2);
    assert.notInclude(html, "<!--");
    assert.notInclude(html, "\u2028");
    const held = /<script type="application\/json" id="data">(.*?)<\/script>/.exec(html)?.[1] ?? "";
    assert.deepEqual(JSON.parse(held), data);
    assert.equal(data.variants[0]?.cells[0], NASTY);
    assert.include(html, "<title>a&#60;b</title>");
  });

  it("lets no script run but its own, and fetches nothing", () => {
    const hash = createHash("sha256").update(script).digest("base64");
    assert.include(html, `default-src 'none'; script-src 'sha256-${hash}'`);
    assert.notMatch(html.replace(/<meta.*?>/g, ""), /\b(?:src|href)="(?!data:)/);
  });
});
