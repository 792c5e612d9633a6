import Type from "typebox";
import { type BufferSpec, defineLayer, type LayerParameter, type LayerPart } from "../../contracts/layer.ts";
import { idle, Misfit, type PartTexts } from "../../contracts/part.ts";
import { batchStatistics, readRunningStatistics } from "../../kernels/families/channels.ts";
import { itemAt } from "../../numbers/item-at.ts";
import { elements, formatShape, type Shape } from "../../tape/shape.ts";
import type { Tape, Tensor } from "../../tape/tape.ts";
import { type ChannelStatistics, emitScaleChannels, linesOfChannel } from "./channels.ts";
import { inferred } from "./inferred.ts";
import { scaleAndShift } from "./normalise.ts";

const params = Type.Object({
  num_features: Type.Optional(
    Type.Integer({ minimum: 1, description: "Number of channels. Inferred, checked if given." }),
  ),
  eps: Type.Number({ minimum: 0, default: 1e-5, description: "Added to the variance to avoid division by zero." }),
  momentum: Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()], {
    default: 0.1,
    description:
      "Share of the batch's statistics in each update of the running ones. null gives all batches equal weight.",
  }),
  affine: Type.Boolean({ default: true, description: "Whether to learn a weight and a bias." }),
  track_running_stats: Type.Boolean({
    default: true,
    description:
      "Whether to keep running statistics for evaluation. If not, evaluation uses the statistics of its own rows.",
  }),
  frozen: Type.Boolean({
    default: false,
    description: "Whether to use the running statistics in training, too (in PyTorch: eval() on this layer alone).",
  }),
});

interface BatchNormOptions {
  readonly eps: number;
  readonly momentum: number | null;
}

/** Defines a BatchNorm for inputs with one of these numbers of dimensions. */
export function defineBatchNorm(
  definition: PartTexts & {
    dimensions: readonly number[];
    /** The input shapes it takes, for messages. */
    takes: string;
  },
): LayerPart {
  const { dimensions, takes, ...texts } = definition;
  return defineLayer({
    ...texts,
    params,
    idle: ({ track_running_stats, frozen }) => [
      ...(track_running_stats ? [] : idle(["momentum", "frozen"], "with track_running_stats: false")),
      ...(track_running_stats && frozen ? idle(["momentum"], "with frozen: true") : []),
    ],
    shift: ({ frozen }) => (frozen ? undefined : "removed"),
    // The training loop puts a frozen layer into evaluation mode.
    torch: ({ num_features, frozen, ...keywords }, _, { input: [channels = 1] = [] }) => ({
      positional: [channels],
      keywords,
    }),
    plan({ num_features, affine, track_running_stats, frozen, ...options }, input) {
      const channels = channelsOf(input, num_features, dimensions, takes);
      return {
        output: input,
        parameters: scaleAndShift([channels], affine, affine),
        evaluatesAtOnce: !track_running_stats,
        normalises: [
          {
            path: [],
            over: "batch",
            values: elements(input.slice(1)),
            refusesOne: { training: !(frozen && track_running_stats), evaluation: !track_running_stats },
          },
        ],
        buffers: track_running_stats ? runningStatistics(channels) : [],
        forward(tape, x, parameters, mode, buffers) {
          // PyTorch's update_bn puts every layer into training mode, even frozen ones, and sets momentum to null.
          const collects = mode === "collect";
          const usesRunning = track_running_stats && (mode === "evaluate" || (frozen && !collects));
          const momentum = collects ? null : options.momentum;
          const moved = mode === "evaluate" ? [] : buffers;
          const statistics = emitStatistics(tape, x, usesRunning, { ...options, momentum }, moved, buffers);
          return emitScaleChannels(tape, x, statistics, parameters);
        },
      };
    },
  });
}

function channelsOf(input: Shape, given: number | undefined, dimensions: readonly number[], takes: string): number {
  if (!dimensions.includes(input.length)) {
    throw new Misfit(undefined, `it takes ${takes}, but its input has the shape ${formatShape(input)}`);
  }
  return inferred("num_features", given, itemAt(input, 0), "channel");
}

function runningStatistics(channels: number): BufferSpec[] {
  const filled = (name: string, shape: Shape, initial: number, isCount: boolean): BufferSpec => ({
    name,
    shape,
    fill: (values) => void values.fill(initial),
    statistic: { initial, isCount },
  });
  return [
    filled("running_mean", [channels], 0, false),
    filled("running_var", [channels], 1, false),
    filled("num_batches_tracked", [], 0, true),
  ];
}

/**
 * Records the computation of the statistics.
 * @param moved the running statistics that the batch updates; none in evaluation
 */
function emitStatistics(
  tape: Tape,
  { offset, shape, width, lines }: Tensor,
  usesRunning: boolean,
  { eps, momentum }: BatchNormOptions,
  moved: readonly LayerParameter[],
  buffers: readonly LayerParameter[],
): ChannelStatistics {
  const channels = itemAt(shape, 0);
  const [mean, scale] = [tape.allocate(channels), tape.allocate(channels)];
  if (usesRunning) {
    const [runningMean, runningVariance] = buffers.map((buffer) => buffer.offset) as [number, number, number];
    const running = { runningMean, runningVariance, eps: tape.number(eps) };
    tape.record(readRunningStatistics({ mean, scale, channels, ...running }));
    return { mean, scale, ofBatch: false };
  }
  const [runningMean = 0, runningVariance = 0, batches = 0] = moved.map((buffer) => buffer.offset);
  tape.record(
    batchStatistics({
      ...{ input: offset, mean, scale, width, lines, linesEach: linesOfChannel(shape) },
      ...{ runningMean, runningVariance, batches, eps: tape.number(eps) },
      ...{ momentum: tape.number(momentum ?? 0), isCumulative: momentum === null },
    }),
  );
  return { mean, scale, ofBatch: true };
}
