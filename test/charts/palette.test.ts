import { assert } from "chai";
import { STILL } from "../../src/charts/frame.ts";
import { COLOURS, lookOf, terminalColour } from "../../src/charts/palette.ts";

type Rgb = readonly [number, number, number];

const bytes = (colour: string) =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255) as unknown as Rgb;
/** IEC 61966-2-1. */
const linear = (colour: string) =>
  bytes(colour).map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4)) as unknown as Rgb;
const times = (matrix: readonly Rgb[], [r, g, b]: Rgb) =>
  matrix.map(([x, y, z]) => x * r + y * g + z * b) as unknown as Rgb;

/** WCAG 2.2. */
function contrast(a: string, b: string): number {
  const [dark, light] = [a, b]
    .map((colour) => times([[0.2126, 0.7152, 0.0722]], linear(colour))[0])
    .sort((x, y) => x - y);
  return ((light as number) + 0.05) / ((dark as number) + 0.05);
}

/** Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", 2009; severity 1. */
const VISIONS: Readonly<Record<string, readonly Rgb[]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** CIE L*a*b* under D65. */
function lab(rgb: Rgb): Rgb {
  const xyz = times(
    [
      [0.4124 / 0.95047, 0.3576 / 0.95047, 0.1805 / 0.95047],
      [0.2126, 0.7152, 0.0722],
      [0.0193 / 1.08883, 0.1192 / 1.08883, 0.9505 / 1.08883],
    ],
    rgb.map((x) => Math.min(1, Math.max(0, x))) as unknown as Rgb,
  );
  const [x, y, z] = xyz.map((t) =>
    t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27) * (t / 116) + 16 / 116,
  ) as unknown as Rgb;
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

describe("the palette", () => {
  for (const page of ["#ffffff", "#1b1b1b"]) {
    it(`can be read on ${page}`, () => {
      for (const colour of [...COLOURS, STILL.text]) assert.isAtLeast(contrast(colour, page), 3, colour);
    });
  }

  for (const [name, matrix] of Object.entries(VISIONS)) {
    it(`keeps its colours apart for ${name} vision`, () => {
      const seen = COLOURS.map((colour) => lab(times(matrix, linear(colour))));
      seen.forEach((a, i) => {
        seen.slice(0, i).forEach((b, j) => {
          const distance = Math.hypot(...a.map((x, axis) => x - (b[axis] as number)));
          assert.isAtLeast(distance, 18, `${COLOURS[i]} and ${COLOURS[j]}`);
        });
      });
    });
  }

  it("gives each of 21 series a look of its own", () => {
    const looks = Array.from({ length: 21 }, (_, i) => JSON.stringify(lookOf(i)));
    assert.equal(new Set(looks).size, 21);
  });

  it("finds a terminal's colours", () => {
    assert.equal(terminalColour("#000000"), 16);
    assert.equal(terminalColour("#ff0000"), 196);
    assert.equal(terminalColour("#0000ff"), 21);
    assert.equal(terminalColour("#ffffff"), 231);
  });
});
