import type { Kernel, Pointer } from "../language/kernel.ts";
import type { Floats } from "../language/values.ts";
import { LANES, VECTOR_BYTES } from "./each-vector.ts";

/** A line of up to so many vectors is gone through without a loop. */
const UNROLLED = 4;

/** A vector of a line, 16 values or the rest of them. */
export interface LineVector {
  /** Its place in the line where the line is short, and goes without a loop. */
  readonly index: number | undefined;
  /** Each lane's place in the line. */
  places(): Floats;
  /** @param fill what lanes beyond the line hold. Default: 0 */
  load(pointer: Pointer, fill?: number): Floats;
  /** A value, with 0 in lanes beyond the line. */
  within(value: Floats): Floats;
  /** Lanes beyond the line are not written. */
  store(pointer: Pointer, value: Floats): void;
}

/**
 * Goes through lines side by side, 16 values at a time.
 * @param width values of a line
 * @param pointers where the lines begin; afterwards they are there again
 * @param numbers 0, 1, … 15
 */
export function eachVectorOfLine(
  kernel: Kernel,
  width: number,
  pointers: readonly Pointer[],
  numbers: Floats,
  body: (vector: LineVector) => void,
): void {
  const whole = Math.floor(width / LANES);
  const rest = width % LANES;
  const visit = (index: number | undefined, places: () => Floats, offset: number, count: number) => {
    const filled = (values: Floats, fill: number) =>
      count === LANES ? values : kernel.where(kernel.less(numbers, kernel.float(count)), values, kernel.float(fill));
    const load = (pointer: Pointer, fill = 0) => {
      const values = kernel.load(pointer.at(offset), LANES, count);
      return fill === 0 ? values : filled(values, fill);
    };
    const within = (value: Floats) => filled(value, 0);
    body({ index, places, load, within, store: (pointer, value) => kernel.store(pointer.at(offset), value, count) });
  };
  if (Math.ceil(width / LANES) <= UNROLLED) {
    for (let index = 0; LANES * index < width; index++) {
      const places = () => (index === 0 ? numbers : kernel.add(numbers, kernel.float(LANES * index)));
      visit(index, places, VECTOR_BYTES * index, Math.min(LANES, width - LANES * index));
    }
    return;
  }
  const places = kernel.variable(numbers);
  let areWanted = false;
  const wanted = () => {
    areWanted = true;
    return places;
  };
  kernel.repeat(whole, () => {
    visit(undefined, wanted, 0, LANES);
    if (areWanted) kernel.assign(places, kernel.add(places, kernel.float(LANES)));
    for (const pointer of pointers) kernel.advance(pointer, VECTOR_BYTES);
  });
  if (rest > 0) visit(undefined, wanted, 0, rest);
  for (const pointer of pointers) kernel.advance(pointer, -whole * VECTOR_BYTES);
}
