import type { Lines } from "./lines.ts";
import { averageOr, flattened, hasTests } from "./loop.ts";
import { figureOfOutput } from "./metrics.ts";
import { literal } from "./python.ts";
import { batchSizeOf, type ExportTask, type RunToWrite } from "./run.ts";
import type { ScriptParts, ScriptWay } from "./way.ts";

/** A script of a person's own: it reads what lies beside it, and leaves what it found there. */
export const inFolder: ScriptWay = {
  heading,
  imports: ["from pathlib import Path", "", "import numpy as np"],
  settings,
  data: (run, task) => [`data = np.load(HERE / "data.npz")  # ${commentOn(run, task)}`],
  array: (name) => `torch.from_numpy(data["${name}"])`,
  order: 'order = torch.from_numpy(data["order"]).long()  # [epochs, rows]',
  weights: [
    'weights = np.load(HERE / "weights.npz")',
    "model.load_state_dict({name: torch.from_numpy(weights[name]) for name in weights})",
  ],
  criterion: [],
  before: () => ["rows = []"],
  lastEpoch: ({ earlyEnd }) => (earlyEnd ? "LAST_EPOCH" : "EPOCHS"),
  keepsNorm: false,
  norm: "norms.append(sum(p.grad.square().sum() for p in model.parameters()).sqrt().item())",
  meanNorm: "sum(norms) / len(norms)",
  measuresTests: false,
  afterRow: ({ config }) => [
    "rows.append(row)",
    'print(", ".join(f"{name} {value:.6g}" for name, value in row.items()))',
    ...(config.training.on_divergence === "stop" ? divergence : []),
  ],
  ending: (written) => [ending(written), ...(hasTests(written.run) ? [testLines(written)] : [])],
};

/** Said where the data are not what stands in their file. */
const PREPARATION = `  preparation.json
                what became of the values of the data's file: (value - mean) / scale, by column; names of classes
`;

function heading({ title, id, version, config, shape, preparation }: RunToWrite): string {
  const order = config.training.shuffle ? ", and the order in which they are trained on" : "";
  const rows = shape.validation > 0 ? "the rows to train on and those held out" : "the rows to train on";
  return `"""${title.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}

Run ${id}, exported by lrsweep ${version}. Beside this script lie
  data.npz      ${rows}${order}
  weights.npz   the weights it starts from
  recorded.csv  what lrsweep measured
${preparation ? PREPARATION : ""}  check.py      compares losses.csv with recorded.csv
It writes losses.csv and trained.npz, the weights it ends with, under the names in weights.npz.
"""
`;
}

function settings(run: RunToWrite): string {
  const { config, earlyEnd } = run;
  const { epochs } = config.training;
  const left = earlyEnd ? `\nLAST_EPOCH = ${earlyEnd.epochs}  # ${earlyEnd.why}` : "";
  return `HERE = Path(__file__).parent\nEPOCHS = ${literal(epochs)}${left}\nBATCH_SIZE = ${literal(batchSizeOf(run))}
NUDGE = int(sys.argv[2]) if sys.argv[1:2] == ["--nudge"] else None  # see check.py`;
}

function commentOn({ isFresh, preparation }: RunToWrite, { kind }: ExportTask): string {
  const rows = isFresh ? "[epochs, rows, …]" : "[rows, …]";
  const targets = kind === "classes" ? "; targets are indices of classes" : "";
  const changed = preparation?.inputs.some(({ mean, scale }) => mean !== 0 || scale !== 1);
  const done = [changed && "scaled already", preparation?.filled && "missing values are filled in"].filter(Boolean);
  return `${rows}${targets}${done.length > 0 ? `; ${done.join(", ")}, see preparation.json` : ""}`;
}

const divergence: Lines = [
  "if not math.isfinite(total) or not all(p.isfinite().all() for p in model.parameters()):",
  ['print("diverged")', "break"],
];

const ending = ({ optimizer }: ScriptParts): Lines => [
  "if NUDGE is None:",
  [
    ...(optimizer.average ? [`trained = ${averageOr(optimizer, "average.module")}`] : []),
    `state = ${optimizer.average ? "trained" : "model"}.state_dict()`,
    'np.savez(HERE / "trained.npz", **{name: value.numpy() for name, value in state.items()})',
  ],
  'with open(HERE / ("losses.csv" if NUDGE is None else f"nudged-{NUDGE}.csv"), "w", newline="", encoding="utf-8") as file:',
  ["writer = csv.DictWriter(file, rows[0])", "writer.writeheader()", "writer.writerows(rows)"],
];

/** What the final weights come to on the test rows. */
function testLines({ task, optimizer }: ScriptParts): Lines {
  const [output, target] = flattened(task, "network(test_x)", "test_y");
  return [
    `network = ${averageOr(optimizer, "average")}`,
    "network.eval()",
    "with torch.no_grad():",
    [
      `output, target = ${output}, ${target}`,
      'print(f"test_loss {criterion(output, target).item():.6g} at the final weights")',
      ...task.metrics.map((metric) => `print(f"test_${metric.name} {${figureOfOutput(metric)}:.6g}")`),
    ],
  ];
}
