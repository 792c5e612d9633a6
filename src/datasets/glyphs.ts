import Type from "typebox";
import type { Samples } from "../contracts/dataset.ts";
import { itemAt } from "../numbers/item-at.ts";
import { type Rng, stream, uniform } from "../random/rng.ts";
import { defineGenerator, noise, normals } from "./families/generator.ts";

/** The digits as 5 × 7 points, as on dot-matrix displays. */
const FONT = [
  ".###. #...# #..## #.#.# ##..# #...# .###.",
  "..#.. .##.. ..#.. ..#.. ..#.. ..#.. .###.",
  ".###. #...# ....# ...#. ..#.. .#... #####",
  "##### ...#. ..#.. ...#. ....# #...# .###.",
  "...#. ..##. .#.#. #..#. ##### ...#. ...#.",
  "##### #.... ####. ....# ....# #...# .###.",
  "..##. .#... #.... ####. #...# #...# .###.",
  "##### ....# ...#. ..#.. .#... .#... .#...",
  ".###. #...# #...# .###. #...# #...# .###.",
  ".###. #...# #...# .#### ....# ...#. .##..",
].map((rows) => rows.split(" "));

const SIDE = 28;
const PIXELS = SIDE * SIDE;
/** Distance between points at scale 1, in pixels. A digit is 14 pixels wide and 19.6 high. */
const PITCH = 2.8;

/** Position of a digit in its image: its centre, and the distance between points, in pixels. */
interface PlacedGlyph {
  readonly left: number;
  readonly top: number;
  readonly pitch: number;
}

function place(rng: Rng, shift: number, scale: number): PlacedGlyph {
  const middle = (SIDE - 1) / 2;
  const left = middle + uniform(rng, -shift, shift);
  const top = middle + uniform(rng, -shift, shift);
  return { left, top, pitch: PITCH * uniform(rng, 1 - scale, 1 + scale) };
}

/** Bilinear interpolation between points; 0 outside. */
function ink(points: readonly string[], u: number, v: number): number {
  const [column, row] = [Math.floor(u), Math.floor(v)];
  const at = (right: number, down: number) => (points[row + down]?.[column + right] === "#" ? 1 : 0);
  const [a, b] = [u - column, v - row];
  return (1 - b) * ((1 - a) * at(0, 0) + a * at(1, 0)) + b * ((1 - a) * at(0, 1) + a * at(1, 1));
}

/** Writes a digit's image from `offset` on. Overwrites x. */
function draw(
  x: Float32Array,
  offset: number,
  digit: number,
  { left, top, pitch }: PlacedGlyph,
  jitter: () => number,
): void {
  const points = itemAt(FONT, digit);
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    const column = pixel % SIDE;
    const u = 2 + (column - left) / pitch;
    const v = 3 + ((pixel - column) / SIDE - top) / pitch;
    x[offset + pixel] = ink(points, u, v) + jitter();
  }
}

/** Each pixel is the ink of the shifted and scaled digit, from 0 to 1, plus noise·ε. */
export const glyphs = defineGenerator({
  description:
    "Images of the ten digits, 1 × 28 × 28, shifted, scaled and with noise: small data that suits a convolutional network.",
  source:
    "Digits of 5 × 7 points, 2.8 pixels apart, interpolated bilinearly; shifts uniform in ±shift, the scale in 1 ± scale; plus noise·ε.",
  params: Type.Object({
    shift: Type.Number({
      minimum: 0,
      default: 4,
      description: "Largest shift from the centre in each direction, in pixels.",
    }),
    scale: Type.Number({
      minimum: 0,
      exclusiveMaximum: 1,
      default: 0.3,
      description: "Largest change of size, as a share of the size.",
    }),
    noise: { ...noise.noise, default: 0.3 },
  }),
  shape: () => ({ features: [1, SIDE, SIDE], targets: [1], classes: FONT.length }),
  draw({ samples, shift, scale, noise }, seed): Samples {
    const places = stream(seed, "glyphs", "place");
    const next = normals(seed, "glyphs", "noise");
    const x = new Float32Array(samples * PIXELS);
    const y = Float32Array.from({ length: samples }, (_, row) => row % FONT.length);
    y.forEach((digit, row) => {
      draw(x, row * PIXELS, digit, place(places, shift, scale), () => noise * next());
    });
    return { rows: samples, x, y };
  },
});
