// A network with one hidden layer learns a wave, in JavaScript without any library. Started by hand, it trains with the
// defaults: node waves.mjs
const { start } = await import(process.env.LRSWEEP_ADAPTER ?? "lrsweep/adapter");

const run = start({ lr: 0.05, hidden: 16, epochs: 100 });

/** Random numbers from a seed: mulberry32. */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = randomFrom(run.seed);
const data = Array.from({ length: 64 }, (_, index) => [index / 32 - 1, Math.sin((index * Math.PI) / 16)]);
const units = Array.from({ length: run.hidden }, () => ({
  weight: 6 * random() - 3,
  bias: 2 * random() - 1,
  out: random() - 0.5,
}));
let bias = 0;
const activation = ({ weight, bias }, x) => Math.tanh(weight * x + bias);
const predict = (x) => units.reduce((sum, unit) => sum + unit.out * activation(unit, x), bias);

for (const epoch of run.epochs()) {
  for (let step = 0; step < data.length; step++) {
    const [x, y] = data[Math.floor(random() * data.length)];
    const rate = run.rate(step);
    const error = predict(x) - y;
    bias -= rate * error;
    for (const unit of units) {
      const active = activation(unit, x);
      const inner = error * unit.out * (1 - active * active);
      unit.out -= rate * error * active;
      unit.weight -= rate * inner * x;
      unit.bias -= rate * inner;
    }
  }
  run.log({ train_loss: data.reduce((sum, [x, y]) => sum + (predict(x) - y) ** 2, 0) / data.length });
}
