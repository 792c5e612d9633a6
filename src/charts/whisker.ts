/** An interval in a picture: what stands where its mean does. */
interface Whisker {
  /** On the axis across the interval. */
  readonly at: number;
  readonly low: number;
  readonly high: number;
}

/** Half the width of a cap, in pixels. */
const CAP = 4;

/** A series of intervals as lines with caps. */
export function whiskers(
  intervals: readonly (Whisker & { readonly ids: readonly number[]; readonly colour: string })[],
  isUpright: boolean,
) {
  return {
    type: "custom",
    silent: true,
    clip: true,
    z: 2,
    tooltip: { show: false },
    encode: isUpright ? { x: 0, y: [1, 2] } : { x: [1, 2], y: 0 },
    data: intervals.map(({ at, low, high, ids }) => [at, low, high, ...ids]),
    renderItem: (
      { dataIndex }: { readonly dataIndex: number },
      api: { coord(at: readonly number[]): readonly [number, number] },
    ) => {
      const one = intervals[dataIndex];
      if (one === undefined) return null;
      const [from, to] = [one.low, one.high].map((end) => api.coord(isUpright ? [one.at, end] : [end, one.at]));
      return { type: "path", shape: { pathData: pathOf(from, to, isUpright) }, style: styleOf(one.colour) };
    },
  };
}

const styleOf = (colour: string) => ({ stroke: colour, fill: "none", lineWidth: 1.5 });

function pathOf(from: readonly number[] = [0, 0], to: readonly number[] = [0, 0], isUpright: boolean): string {
  const cap = ([x = 0, y = 0]: readonly number[]) =>
    isUpright ? `M${x - CAP} ${y}L${x + CAP} ${y}` : `M${x} ${y - CAP}L${x} ${y + CAP}`;
  return `M${from.join(" ")}L${to.join(" ")}${cap(from)}${cap(to)}`;
}
