import type { BadFile } from "./bad-file.ts";
import { BASE, withLine } from "./experiment.ts";

/** Slips of spacing, punctuation and quoting. */
export const badSpacing: readonly BadFile[] = [
  {
    title: "no space after a colon",
    text: `${BASE}scheduler: {type:StepLR, step_size:10}\n`,
    says: `decay.yaml:6:18: error: a space is missing after the colon
    6 | scheduler: {type:StepLR, step_size:10}
      |                  ^ write scheduler: {type: StepLR, step_size: 10}`,
  },
  {
    title: "no space after a colon, and a misspelt parameter",
    text: `${BASE}scheduler: {type:StepLR, step_size:10, gama:0.3}\n`,
    says: `decay.yaml:6:18: error: a space is missing after the colon
    6 | scheduler: {type:StepLR, step_size:10, gama:0.3}
      |                  ^ write scheduler: {type: StepLR, step_size: 10, gama: 0.3}
decay.yaml:6:40: error: scheduler: StepLR has no parameter 'gama'
    6 | scheduler: {type:StepLR, step_size:10, gama:0.3}
      |                                        ^ did you mean 'gamma'?`,
  },
  {
    title: "no space after a colon, in a block",
    text: withLine("training", "\n  epochs:10\n  batch_size:32"),
    says: `decay.yaml:6:10: error: a space is missing after the colon
    6 |   epochs:10
      |          ^ write epochs: 10
decay.yaml:7:14: error: a space is missing after the colon
    7 |   batch_size:32
      |              ^ write batch_size: 32`,
  },
  {
    title: "no space before a brace",
    text: BASE.replace("training: {", "training:{"),
    says: `decay.yaml:5:10: error: a space is missing after the colon
    5 | training:{epochs: 50}
      |          ^ write training: {epochs: 50}`,
  },
  {
    title: "a dash in the place of a value",
    text: withLine("optimizer", "{type: SGD, lr: -}"),
    says: `decay.yaml:4:28: error: a dash is no value
    4 | optimizer: {type: SGD, lr: -}
      |                            ^ write a number or a name in its place, or a list in brackets`,
  },
  {
    title: "an equals sign",
    text: withLine("training", "\n  epochs = 10\n  batch_size: 32"),
    says: `decay.yaml:6:9: error: a key is followed by a colon
    6 |   epochs = 10
      |         ^ write epochs: 10`,
  },
  {
    title: "equals signs in braces",
    text: withLine("optimizer", "{type=SGD, lr=0.1}"),
    says: `decay.yaml:4:17: error: a key is followed by a colon
    4 | optimizer: {type=SGD, lr=0.1}
      |                 ^ write optimizer: {type: SGD, lr: 0.1}`,
  },
  {
    title: "no colon",
    text: withLine("training", "\n  epochs 10\n  batch_size: 32"),
    says: `decay.yaml:6:9: error: a colon is missing after the key
    6 |   epochs 10
      |         ^ write epochs: 10`,
  },
  {
    title: "no colon in braces",
    text: withLine("optimizer", "{type SGD, lr 0.1}"),
    says: `decay.yaml:4:17: error: a colon is missing after the key
    4 | optimizer: {type SGD, lr 0.1}
      |                 ^ write optimizer: {type: SGD, lr: 0.1}`,
  },
  {
    title: "a section without its colon",
    text: BASE.replace("training: {epochs: 50}", "training\n  epochs: 50"),
    says: `decay.yaml:5:9: error: a colon is missing after the key
    5 | training
      |         ^ write training:`,
  },
  {
    title: "a wide colon",
    text: withLine("training", "\n  epochs： 10"),
    says: `decay.yaml:6:9: error: a colon of another kind
    6 |   epochs： 10
      |         ^ write epochs: 10`,
  },
  {
    title: "a no-break space after a colon",
    text: withLine("training", "\n  epochs:\u00a010\n  batch_size: 32"),
    says: `decay.yaml:6:10: error: a space of another kind: no-break, zero-width or wide
    6 |   epochs:\u00a010
      |          ^ type it anew with the space bar`,
  },
  {
    title: "no-break spaces for indentation",
    text: withLine("training", "\n\u00a0\u00a0epochs: 10\n  batch_size: 32"),
    says: `decay.yaml:6:1: error: a space of another kind: no-break, zero-width or wide
    6 | \u00a0\u00a0epochs: 10
      | ^ type it anew with the space bar`,
  },
  {
    title: "a space too many",
    text: withLine("training", "\n  epochs: 10\n   batch_size: 32"),
    says: `decay.yaml:7:4: error: this line is indented by 3 spaces, which is too much
    7 |    batch_size: 32
      |    ^ indent it by 2 spaces`,
  },
  {
    title: "a space too few",
    text: withLine("optimizer", "\n  type: SGD\n lr: 0.1\n  momentum: 0.9"),
    says: `decay.yaml:6:2: error: this line is indented by 1 space, which is too little
    6 |  lr: 0.1
      |  ^ indent it by 2 spaces`,
  },
  {
    title: "a space too few at the end",
    text: withLine("optimizer", "\n  type: SGD\n lr: 0.1"),
    says: `decay.yaml:6:2: error: this line is indented by 1 space, which is too little
    6 |  lr: 0.1
      |  ^ indent it by 2 spaces`,
  },
  {
    title: "an indented section",
    text: BASE.replace("loss:", " loss:"),
    says: `decay.yaml:3:2: error: this line is indented by 1 space, which is too much
    3 |  loss: MSELoss
      |  ^ do not indent it`,
  },
  {
    title: "a phase's key before its place",
    text: `${BASE}scheduler:\n  - type: LinearLR\n   epochs: 5\n  - CosineAnnealingLR\n`,
    says: `decay.yaml:8:4: error: this line is indented by 3 spaces, which is too little
    8 |    epochs: 5
      |    ^ indent it by 4 spaces`,
  },
  {
    title: "a variant's key beyond its place",
    text: `${BASE}grid:\n  scheduler:\n    a:\n      type: StepLR\n       step_size: 3\n    b: {type: StepLR, step_size: 4}\n`,
    says: `decay.yaml:10:8: error: this line is indented by 7 spaces, which is too much
   10 |        step_size: 3
      |        ^ indent it by 6 spaces`,
  },
  {
    title: "an axis that is not indented",
    text: `${BASE}grid:\noptimizer.lr: [0.1, 0.01]\n`,
    says: `decay.yaml:7:1: error: what belongs to 'grid' must be indented
    7 | optimizer.lr: [0.1, 0.01]
      | ^ indent this line by 2 spaces`,
  },
  {
    title: "a second axis that is not indented",
    text: `${BASE}grid:\n  optimizer.lr: [0.1, 0.01]\noptimizer.momentum: [0, 0.9]\n`,
    says: `decay.yaml:8:1: error: this line is indented by 0 spaces, which is too little
    8 | optimizer.momentum: [0, 0.9]
      | ^ indent it by 2 spaces`,
  },
  {
    title: "a second axis that is not indented, with its variants",
    text: `${BASE}grid:\n  optimizer.lr: [0.1, 0.01]\nscheduler:\n  a: null\n  b: {type: StepLR, step_size: 3}\n`,
    says: `decay.yaml:8:1: error: this line is indented by 0 spaces, which is too little
    8 | scheduler:
      | ^ indent it by 2 spaces, with what is beneath it`,
  },
  {
    title: "variants that are not indented",
    text: `${BASE}grid:\n  optimizer.lr: [0.1, 0.01]\n  scheduler:\n  a: null\n  b: {type: StepLR, step_size: 3}\n`,
    says: `decay.yaml:9:3: error: what belongs to 'scheduler' must be indented
    9 |   a: null
      |   ^ indent these 2 lines by 4 spaces`,
  },
  {
    title: "a list item without its dash",
    text: withLine("model", "\n  - {type: Linear, out_features: 8}\n  Tanh\n  - {type: Linear, out_features: 1}"),
    says: `decay.yaml:4:3: error: a list item begins with a dash
    4 |   Tanh
      |   ^ write - Tanh`,
  },
  {
    title: "a list at the margin with a key between its items",
    text: withLine("model", "\n- Tanh\nconfirm: 5\n- {type: Linear, out_features: 1}"),
    says: `decay.yaml:4:1: error: a key stands between the items of a list
    4 | confirm: 5
      | ^ move it below the list`,
  },
  {
    title: "numbers for dashes",
    text: withLine("model", "\n  1. Tanh\n  2. {type: Linear, out_features: 1}"),
    says: `decay.yaml:3:3: error: a list item begins with a dash
    3 |   1. Tanh
      |   ^ write - Tanh
decay.yaml:4:3: error: a list item begins with a dash
    4 |   2. {type: Linear, out_features: 1}
      |   ^ write - {type: Linear, out_features: 1}`,
  },
  {
    title: "a semicolon after a key",
    text: withLine("training", "\n  epochs; 10\n  batch_size: 32"),
    says: `decay.yaml:6:9: error: a key is followed by a colon
    6 |   epochs; 10
      |         ^ write epochs: 10`,
  },
  {
    title: "a semicolon after braces",
    text: withLine("optimizer", "{type: SGD, lr: 0.1};"),
    says: `decay.yaml:4:32: error: nothing may follow a value
    4 | optimizer: {type: SGD, lr: 0.1};
      |                                ^ write optimizer: {type: SGD, lr: 0.1}`,
  },
  {
    title: "a key given twice in a block",
    text: withLine("training", "\n  epochs: 10\n  epochs: 20\n  batch_size: 32"),
    says: `decay.yaml:7:3: error: the same key is given twice in one mapping
    7 |   epochs: 20
      |   ^ remove one of the two`,
  },
  {
    title: "a second document after the name",
    text: `name: a\n---\n${BASE}`,
    says: `decay.yaml:2:1: error: a second document begins here
    2 | ---
      | ^ a file holds one experiment: move this one to a file of its own`,
  },
  {
    title: "a name that begins with a reserved character",
    text: `name: @a\n${BASE}`,
    says: `decay.yaml:1:7: error: text without quotes cannot begin with @
    1 | name: @a
      |       ^ put the text in quotes`,
  },
  {
    title: "a line separator of another kind",
    text: withLine("training", "\n  epochs: 10\u2028\n  batch_size: 32"),
    says: `decay.yaml:6:13: error: a space of another kind: no-break, zero-width or wide
    6 |   epochs: 10
      |             ^ type it anew with the space bar`,
  },
  {
    title: "keys that are not indented",
    text: withLine("training", "\nepochs: 10\nbatch_size: 32"),
    says: `decay.yaml:6:1: error: what belongs to 'training' must be indented
    6 | epochs: 10
      | ^ indent these 2 lines by 2 spaces`,
  },
  {
    title: "a dash without a space",
    text: withLine("model", "\n  - {type: Linear, out_features: 8}\n  -Tanh\n  - {type: Linear, out_features: 1}"),
    says: `decay.yaml:4:4: error: a list item needs a space after its dash
    4 |   -Tanh
      |    ^ write - Tanh`,
  },
  {
    title: "dashes without a space before braces",
    text: withLine("model", "\n  -{type: Linear, out_features: 8}\n  -{type: Linear, out_features: 1}"),
    says: `decay.yaml:3:4: error: a list item needs a space after its dash
    3 |   -{type: Linear, out_features: 8}
      |    ^ write - {type: Linear, out_features: 8}
decay.yaml:4:4: error: a list item needs a space after its dash
    4 |   -{type: Linear, out_features: 1}
      |    ^ write - {type: Linear, out_features: 1}`,
  },
  {
    title: "bullets",
    text: withLine("model", "\n  • Tanh\n  • {type: Linear, out_features: 1}"),
    says: `decay.yaml:3:3: error: a list item begins with a dash
    3 |   • Tanh
      |   ^ write - Tanh
decay.yaml:4:3: error: a list item begins with a dash
    4 |   • {type: Linear, out_features: 1}
      |   ^ write - {type: Linear, out_features: 1}`,
  },
  {
    title: "stars for dashes",
    text: withLine("model", "\n  * Tanh\n  * {type: Linear, out_features: 1}"),
    says: `decay.yaml:3:3: error: a list item begins with a dash
    3 |   * Tanh
      |   ^ write - Tanh
decay.yaml:4:3: error: a list item begins with a dash
    4 |   * {type: Linear, out_features: 1}
      |   ^ write - {type: Linear, out_features: 1}`,
  },
  {
    title: "a list beside its key",
    text: `${BASE}scheduler: - {type: StepLR, step_size: 3}\n`,
    says: `decay.yaml:6:12: error: a list begins beneath its key, or stands in brackets
    6 | scheduler: - {type: StepLR, step_size: 3}
      |            ^ write scheduler: [{type: StepLR, step_size: 3}]`,
  },
  {
    title: "keys on one line",
    text: `${BASE}scheduler: type: StepLR, step_size: 3\n`,
    says: `decay.yaml:6:12: error: several keys on one line stand in braces
    6 | scheduler: type: StepLR, step_size: 3
      |            ^ write scheduler: {type: StepLR, step_size: 3}`,
  },
  {
    title: "a layer's keys on one line",
    text: withLine("model", "\n  - type: Linear, out_features: 1"),
    says: `decay.yaml:3:5: error: several keys on one line stand in braces
    3 |   - type: Linear, out_features: 1
      |     ^ write - {type: Linear, out_features: 1}`,
  },
  {
    title: "a quote that is not closed",
    text: `description: "compares two\n${BASE}`,
    says: `decay.yaml:1:14: error: a quote is opened and never closed
    1 | description: "compares two
      |              ^ write description: "compares two"`,
  },
  {
    title: "a quote that is not closed in braces",
    text: withLine("loss", '{type: "MSELoss}'),
    says: `decay.yaml:3:14: error: a quote is opened and never closed
    3 | loss: {type: "MSELoss}
      |              ^ write loss: {type: "MSELoss"}`,
  },
  {
    title: "an apostrophe between apostrophes",
    text: `description: 'it's a test'\n${BASE}`,
    says: `decay.yaml:1:14: error: a text with a quote stands between quotes of the other kind
    1 | description: 'it's a test'
      |              ^ write description: "it's a test"`,
  },
  {
    title: "quotes of a word processor",
    text: `description: “lr: 0.1”\n${BASE}`,
    says: `decay.yaml:1:14: error: quotes of a word processor are no quotes
    1 | description: “lr: 0.1”
      |              ^ write description: "lr: 0.1"`,
  },
  {
    title: "text after a quote",
    text: `description: "lr" compared\n${BASE}`,
    says: `decay.yaml:1:14: error: text follows what is closed already
    1 | description: "lr" compared
      |              ^ write description: '"lr" compared'`,
  },
  {
    title: "a reserved character",
    text: `description: @home\n${BASE}`,
    says: `decay.yaml:1:14: error: text without quotes cannot begin with @
    1 | description: @home
      |              ^ write description: "@home"`,
  },
  {
    title: "text in stars",
    text: `description: *bold*\n${BASE}`,
    says: `decay.yaml:1:14: error: text without quotes cannot begin with *
    1 | description: *bold*
      |              ^ write description: "*bold*"`,
  },
  {
    title: "a brace that is not closed",
    text: withLine("optimizer", "{type: SGD, lr: 0.1"),
    says: `decay.yaml:4:12: error: the '{' is not closed
    4 | optimizer: {type: SGD, lr: 0.1
      |            ^ write optimizer: {type: SGD, lr: 0.1}`,
  },
  {
    title: "a brace too many",
    text: withLine("optimizer", "{type: SGD, lr: 0.1}}"),
    says: `decay.yaml:4:32: error: the '}' closes nothing
    4 | optimizer: {type: SGD, lr: 0.1}}
      |                                ^ write optimizer: {type: SGD, lr: 0.1}`,
  },
  {
    title: "a bracket closed by a parenthesis",
    text: `${BASE}grid:\n  optimizer.lr: [0.1, 0.01)\n`,
    says: `decay.yaml:7:17: error: the '[' is not closed
    7 |   optimizer.lr: [0.1, 0.01)
      |                 ^ write optimizer.lr: [0.1, 0.01]`,
  },
  {
    title: "a bracket closed by a brace",
    text: `${BASE}grid:\n  optimizer.lr: [0.1, 0.01}\n`,
    says: `decay.yaml:7:17: error: the '[' is not closed
    7 |   optimizer.lr: [0.1, 0.01}
      |                 ^ write optimizer.lr: [0.1, 0.01]`,
  },
  {
    title: "brackets for braces",
    text: withLine("optimizer", "[type: SGD, lr: 0.1]"),
    says: `decay.yaml:4:12: error: keys stand in braces
    4 | optimizer: [type: SGD, lr: 0.1]
      |            ^ write optimizer: {type: SGD, lr: 0.1}`,
  },
  {
    title: "braces for brackets",
    text: withLine("model", "{{type: Linear, out_features: 8}, {type: Linear, out_features: 1}}"),
    says: `decay.yaml:2:8: error: a list stands in brackets
    2 | model: {{type: Linear, out_features: 8}, {type: Linear, out_features: 1}}
      |        ^ write model: [{type: Linear, out_features: 8}, {type: Linear, out_features: 1}]`,
  },
  {
    title: "a comma that is missing",
    text: withLine("optimizer", "{type: SGD lr: 0.1}"),
    says: `decay.yaml:4:22: error: a comma is missing
    4 | optimizer: {type: SGD lr: 0.1}
      |                      ^ write optimizer: {type: SGD, lr: 0.1}`,
  },
  {
    title: "semicolons",
    text: withLine("optimizer", "{type: SGD; lr: 0.1}"),
    says: `decay.yaml:4:22: error: values are separated by commas
    4 | optimizer: {type: SGD; lr: 0.1}
      |                      ^ write optimizer: {type: SGD, lr: 0.1}`,
  },
  {
    title: "two commas",
    text: withLine("optimizer", "{type: SGD,, lr: 0.1}"),
    says: `decay.yaml:4:23: error: a value is missing between two commas
    4 | optimizer: {type: SGD,, lr: 0.1}
      |                       ^ write optimizer: {type: SGD, lr: 0.1}`,
  },
  {
    title: "semicolons in a list",
    text: `${BASE}grid:\n  optimizer.lr: [0.1; 0.01]\n`,
    says: `decay.yaml:7:21: error: values are separated by commas
    7 |   optimizer.lr: [0.1; 0.01]
      |                     ^ write optimizer.lr: [0.1, 0.01]`,
  },
  {
    title: "spaces in a list",
    text: `${BASE}grid:\n  optimizer.lr: [0.1 0.01]\n`,
    says: `decay.yaml:7:21: error: a comma is missing
    7 |   optimizer.lr: [0.1 0.01]
      |                     ^ write optimizer.lr: [0.1, 0.01]`,
  },
  {
    title: "a decimal comma in braces",
    text: withLine("optimizer", "{type: SGD, lr: 0,01}"),
    says: `decay.yaml:4:29: error: decimals take a point
    4 | optimizer: {type: SGD, lr: 0,01}
      |                             ^ write optimizer: {type: SGD, lr: 0.01}`,
  },
  {
    title: "decimal commas in a list",
    text: `${BASE}grid:\n  optimizer.lr: [0,003, 0,01]\n`,
    says: `decay.yaml:7:19: error: decimals take a point
    7 |   optimizer.lr: [0,003, 0,01]
      |                   ^ write optimizer.lr: [0.003, 0.01]`,
  },
  {
    title: "parentheses in braces",
    text: `${BASE}scheduler: {type: SequentialLR, milestones: (5, 10), schedulers: [LinearLR, ConstantLR, CosineAnnealingLR]}\n`,
    says: `decay.yaml:6:45: error: a list stands in brackets
    6 | scheduler: {type: SequentialLR, milestones: (5, 10), schedulers: [LinearLR, ConstantLR, CosineAnnealingLR]}
      |                                             ^ write milestones: [5`,
  },
  {
    title: "a code fence",
    text: `\`\`\`yaml\n${BASE}\`\`\`\n`,
    says: `decay.yaml:1:1: error: a code fence is Markdown: remove the line
    1 | \`\`\`yaml
      | ^ remove this line
decay.yaml:7:1: error: a code fence is Markdown: remove the line
    7 | \`\`\`
      | ^ remove this line`,
  },
  {
    title: "a comment of C",
    text: `// my experiment\n${BASE}`,
    says: `decay.yaml:1:1: error: a comment begins with #
    1 | // my experiment
      | ^ write # my experiment`,
  },
  {
    title: "a comment without a space after a name",
    text: withLine("loss", "MSELoss# mean"),
    says: `decay.yaml:3:14: error: a comment begins with a space and #
    3 | loss: MSELoss# mean
      |              ^ write loss: MSELoss # mean`,
  },
  {
    title: "a path of Windows",
    text: withLine("data", '{type: csv, path: "C:\\Users\\me\\good.csv", target: weight, drop: [name]}'),
    says: `decay.yaml:1:25: error: a backslash between double quotes begins an escape
    1 | data: {type: csv, path: "C:\\Users\\me\\good.csv", target: weight, drop: [name]}
      |                         ^ write data: {type: csv, path: 'C:\\Users\\me\\good.csv', target: weight, drop: [name]}
decay.yaml:1:25: error: data: cannot read C:\\Users\\me\\good.csv: there is no such file
    1 | data: {type: csv, path: "C:\\Users\\me\\good.csv", target: weight, drop: [name]}
      |                         ^`,
  },
  {
    title: "several tabs",
    text: `${BASE}grid:\n\toptimizer.lr: [0.1, 0.01]\n\tscheduler:\n\t\ta: {type: StepLR, step_size: 3}\n`,
    says: `decay.yaml:7:1: error: a tab is used for indentation
    7 |  optimizer.lr: [0.1, 0.01]
      | ^ indent with spaces, here and on 2 further lines`,
  },
  {
    title: "a file that is indented by tabs as a whole",
    text: BASE.replace(/^(?=.)/gm, "\t"),
    says: `decay.yaml:1:1: error: a tab is used for indentation
    1 |  data: {type: linear, features: 10, samples: 512}
      | ^ indent with spaces, here and on 4 further lines`,
  },
  {
    title: "tabs beside spaces",
    text: withLine("training", "\n  epochs: 10\n\tbatch_size: 32"),
    says: `decay.yaml:7:1: error: a tab is used for indentation
    7 |  batch_size: 32
      | ^ indent with spaces`,
  },
  {
    title: "two slips of different kinds",
    text: withLine("model", "\n  -Tanh\n  - {type: Linear, out_features: 1}").replace(
      "training: {epochs: 50}",
      "training:\n  epochs = 50",
    ),
    says: `decay.yaml:3:4: error: a list item needs a space after its dash
    3 |   -Tanh
      |    ^ write - Tanh
decay.yaml:8:9: error: a key is followed by a colon
    8 |   epochs = 50
      |         ^ write epochs: 50`,
  },
  {
    title: "a slip and another error",
    text: `${BASE}scheduler: {type:StepLR, step_size:10}\n`.replace("lr: 0.1}", "lr: fast}"),
    says: `decay.yaml:4:28: error: optimizer.lr must be a number ≥ 0, found 'fast'
    4 | optimizer: {type: SGD, lr: fast}
      |                            ^ Learning rate.
decay.yaml:6:18: error: a space is missing after the colon
    6 | scheduler: {type:StepLR, step_size:10}
      |                  ^ write scheduler: {type: StepLR, step_size: 10}`,
  },
  {
    title: "a placeholder of Hydra",
    text: withLine("optimizer", `{type: SGD, lr: \${lr}}`),
    says: `decay.yaml:4:28: error: nothing fills this in: it is a placeholder of another program
    4 | optimizer: {type: SGD, lr: \${lr}}
      |                            ^ write the value itself
decay.yaml:4:28: error: optimizer.lr must be a number ≥ 0, found '\${lr}'
    4 | optimizer: {type: SGD, lr: \${lr}}
      |                            ^ Learning rate.`,
  },
  {
    title: "a placeholder of Jinja",
    text: withLine("optimizer", "{type: SGD, lr: {{ lr }}}"),
    says: `decay.yaml:4:28: error: nothing fills this in: it is a placeholder of another program
    4 | optimizer: {type: SGD, lr: {{ lr }}}
      |                            ^ write the value itself
decay.yaml:4:28: error: optimizer.lr must be a number ≥ 0, found '{{ lr }}'
    4 | optimizer: {type: SGD, lr: {{ lr }}}
      |                            ^ Learning rate.`,
  },
];
