import { fenced, GENERATED, type MarkdownPage, table } from "./markdown.ts";

const INTRO = `# Adapters

A program of yours trains the runs of a sweep (\`script:\` in the experiment). It follows the sweep's rates and reports its figures by an adapter: one file without dependencies, for Python or JavaScript. A program that a sweep starts finds it without an installation. Other languages speak the [protocol](../src/program/README.md#protocol-version-1), which is half a page.
`;

const PYTHON = `import lrsweep

run = lrsweep.start(lr=0.1, momentum=0.9, width=64)  # these values when started by hand
run.seed_everything()
model = make_model(run.width)
optimizer = torch.optim.SGD(model.parameters(), lr=run.lr, momentum=run.momentum)
scheduler = run.scheduler(optimizer)
for epoch in run.epochs():
    train_loss = train(model, optimizer)  # optimizer.step(), and scheduler.step() or not
    run.log(train_loss=train_loss, val_loss=validate(model))`;

const GOING_ON = `path = os.path.join(run.directory, "last.pt")
state = torch.load(path) if os.path.exists(path) else None
if state:
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
for epoch in run.epochs(start=state["epoch"] + 1 if state else 0):
    ...
    torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch}, path)`;

const JAVASCRIPT = `const { start } = await import(process.env.LRSWEEP_ADAPTER ?? "lrsweep/adapter");

const run = start({ lr: 0.1, width: 64 });
for (const epoch of run.epochs()) {
  const train_loss = await train((step) => run.rate(step));
  run.log({ train_loss });
}`;

const RULES = `- \`start\` names every parameter that the experiment gives under \`script.parameters\` and \`optimizer\`. One that it does not name is an error.
- Steps are counted by the optimizer's \`step()\` or by \`scheduler.step()\`, whichever was called more often. Where a schedule goes by step, more steps than \`training.steps_per_epoch\` are an error, and so are fewer, unless by 1 % or under a GradScaler.
- With \`optimizer.groups\`, a param group follows the group of its name: \`{"params": …, "name": "head"}\`. Without names the order counts.
- Under torchrun, Lightning's DDP, accelerate or srun the first process reports, and all follow. \`start\` may come before or after the process group.
`;

const CHECKPOINTS =
  "Keep checkpoints in `run.directory`, and say where you go on. A checkpoint that is ahead of what the sweep knows is deleted, and the program is begun anew by itself.\n";

const FRAMEWORKS = `Lightning's Trainer takes \`callbacks=[run.lightning_callback()]\` and \`max_epochs=run.epoch_count\`; \`configure_optimizers\` returns \`run.scheduler(optimizer)\`. Hugging Face's Trainer takes \`callbacks=[run.trainer_callback()]\` and follows the sweep in place of its own schedule. With accelerate, prepare the scheduler with the rest.
`;

const METHOD = /^ {4}def ([a-z]\w*)\(self(?:, )?(.*)\):\n {8}"""\s*([\s\S]*?)\s*"""/gm;

/** Public methods and properties of the Python adapter's Run, with their docstrings. */
function pythonMembers(source: string): readonly (readonly string[])[] {
  const run = /^class Run:$[\s\S]*?(?=^class )/m.exec(source)?.[0] ?? "";
  const isProperty = (name: string) => run.includes(`@property\n    def ${name}(`);
  return [...run.matchAll(METHOD)].map(([, name = "", given = "", text = ""]) => [
    `\`run.${name}${isProperty(name) ? "" : `(${given})`}\``,
    text.replaceAll(/\s*\n\s*/g, " "),
  ]);
}

/** What a program can ask of a run. @param python the text of lrsweep.py */
export function adaptersPage(python: string): MarkdownPage {
  const members = pythonMembers(python);
  const text = [
    `${GENERATED}${INTRO}`,
    "## Python\n",
    fenced("python", PYTHON),
    RULES,
    table(["Member", "Meaning"], members),
    "### Checkpoints\n",
    CHECKPOINTS,
    fenced("python", GOING_ON),
    "### Frameworks\n",
    FRAMEWORKS,
    "## JavaScript\n",
    fenced("js", JAVASCRIPT),
    "`run.epochs`, `run.log`, `run.rate` and `run.directory` are the same. Options are objects: `run.epochs({ start })`, `run.rate(step, { group, of })`.\n",
  ];
  return { path: "schemas/adapters.md", text: text.join("\n") };
}
