// Linear layers. Batches and weights have rows padded with zeros to whole vectors of four; offsets are in bytes.
import { clearPadding, columnSums } from "../families/rows.ts";
import { fixed, type Kernel } from "../language/kernel.ts";
import { type BatchSite, defineOperation } from "../operation.ts";
import { multiply, type ProductShape } from "./product.ts";
import { transpose } from "./transpose.ts";

/** `lines` of a sample. */
type LayerShape = LayerPlaces<"inputs" | "outputs" | "lines">;

const flops = ({ inputs, outputs, lines }: LayerShape) => 2 * inputs * outputs * lines;
const padded = (width: number) => 4 * Math.ceil(width / 4);
const rowBytes = (width: number) => 4 * padded(width);
const from = (start: number) => (offset: number) => fixed(start + offset);

/** A product whose result's rows are padded with zeros. Threads divide its rows. @param bias 0: none */
function multiplyPadded(
  kernel: Kernel,
  shape: Omit<ProductShape, "columns" | "bStep" | "cStep">,
  { tile }: BatchSite,
  { a, b, c, bias, width }: Readonly<Record<"a" | "b" | "c" | "bias" | "width", number>>,
): void {
  const step = rowBytes(width);
  const own = kernel.portion(shape.rows);
  const places = { a: from(a + shape.aRow * own.from), b: from(b), c: from(c + step * own.from) };
  const sizes = { ...shape, rows: own.count, columns: padded(width), bStep: step, cStep: step };
  if (own.count > 0) multiply(kernel, sizes, tile, { ...places, bias: bias ? from(bias) : undefined });
  clearPadding(kernel, c, shape.rows, width, step);
}

/** output = input·weight + bias, on every line. weight [inputs, outputs], bias 0: none. */
export const linear = defineOperation<LayerShape & LayerPlaces<"input" | "weight" | "bias" | "output">>("Linear", {
  flops,
  isDivisible: true,
  emit(kernel, { input, weight, bias, output, inputs, outputs, lines }, site) {
    const product = { rows: site.rows * lines, depth: inputs, aRow: rowBytes(inputs), aColumn: 4 };
    multiplyPadded(kernel, product, site, { a: input, b: weight, c: output, bias, width: outputs });
  },
});

/** Its weight's gradient. */
export const weightGradient = defineOperation<LayerShape & LayerPlaces<"input" | "gradient" | "ofWeight">>(
  "WeightGradient",
  {
    flops,
    isDivisible: true,
    emit(kernel, { input, gradient, ofWeight, inputs, outputs, lines }, site) {
      const product = { rows: inputs, depth: site.rows * lines, aRow: 4, aColumn: rowBytes(inputs) };
      multiplyPadded(kernel, product, site, { a: input, b: gradient, c: ofWeight, bias: 0, width: outputs });
    },
  },
);

/** Its bias's gradient. */
export const biasGradient = defineOperation<Omit<LayerShape, "inputs"> & LayerPlaces<"gradient" | "ofBias">>(
  "BiasGradient",
  {
    isDivisible: true,
    emit: (kernel, { gradient, ofBias, outputs, lines }, { rows }) =>
      columnSums(kernel, gradient, ofBias, rows * lines, padded(outputs)),
  },
);

/** Its input's gradient. @param scratch [outputs, inputs] */
export const inputGradient = defineOperation<LayerShape & LayerPlaces<"gradient" | "weight" | "ofInput" | "scratch">>(
  "InputGradient",
  {
    flops,
    isDivisible: true,
    emit(kernel, { gradient, weight, ofInput, scratch, inputs, outputs, lines }, site) {
      const [sourceStep, targetStep] = [rowBytes(outputs), rowBytes(inputs)];
      const own = kernel.portion(inputs, 16);
      const turned = { rows: own.count, columns: outputs, sourceStep, targetStep };
      if (own.count > 0) transpose(kernel, from(weight + sourceStep * own.from), from(scratch + 4 * own.from), turned);
      kernel.barrier();
      const product = { rows: site.rows * lines, depth: outputs, aRow: sourceStep, aColumn: 4 };
      multiplyPadded(kernel, product, site, { a: gradient, b: scratch, c: ofInput, bias: 0, width: inputs });
    },
  },
);

type LayerPlaces<Names extends string> = Readonly<Record<Names, number>>;
