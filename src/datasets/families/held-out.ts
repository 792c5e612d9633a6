import Type, { type TProperties } from "typebox";
import type { Json } from "../../contracts/config.ts";
import { idle, Misfit, type Warning } from "../../contracts/part.ts";

const shareSchema = Type.Number({ minimum: 0, exclusiveMaximum: 1 });

/** The forms of `validation` and `test`. @param files the parameters that name files of its own */
function holdingSchema(files: TProperties) {
  const own = Object.fromEntries(Object.entries(files).map(([name, schema]) => [name, Type.Optional(schema)]));
  return [
    shareSchema,
    Type.Object(
      {
        share: Type.Optional(
          Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1, description: "Share of the rows. Default: 0.2." }),
        ),
        stratify: Type.Optional(
          Type.Boolean({
            description: "Whether each class has its share of the rows. Default: true where the targets are classes.",
          }),
        ),
        folds: Type.Optional(
          Type.Integer({ minimum: 2, description: "Parts that the rows are cut into; one of them is held out." }),
        ),
        fold: Type.Optional(
          Type.Integer({
            minimum: 0,
            description: "Which of the folds is held out, from 0. As an axis, folds are replicates, like seeds.",
          }),
        ),
        ...own,
      },
      { additionalProperties: false },
    ),
  ] as const;
}

/** The parameters of every data set with rows to hold out. @param files parameters that name files of its own */
export function heldOut(files: TProperties = {}) {
  const names = Object.keys(files);
  const inFiles = names.length === 0 ? "" : ` {${names.map((name) => `${name}: …`).join(", ")}} names separate files.`;
  const forms = `{share: 0.2, stratify: true} gives each class its share, which is the default for classes. {folds: 5, fold: 0} holds out one of five parts.${inFiles}`;
  return {
    validation: Type.Union([...holdingSchema(files)], {
      default: 0.2,
      description: `Share of the rows to hold out for validation. 0 holds out none. ${forms}`,
    }),
    test: Type.Optional(
      Type.Union([...holdingSchema(files)], {
        description: `Share of the rows to hold out for a test that nothing else sees; runs.csv has what is measured on them. They are taken first: validation is a share of what is left. ${forms} Default: none.`,
      }),
    ),
    seed: Type.Union([Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }), Type.Literal("per seed")], {
      default: 0,
      description:
        "Draws the split, and generated data; test rows of files are drawn from 0, whatever it is. Every run sees the same data, whatever its own seed; with per seed, each seed of the experiment draws its own. As an axis, its values are replicates, like seeds.",
    }),
  };
}

/** The parameters as they come. */
export interface HeldOutParams {
  readonly validation: number | Readonly<Record<string, unknown>>;
  readonly test?: number | Readonly<Record<string, unknown>>;
  readonly seed: number | "per seed";
}

/** What one of `validation` and `test` asks for. */
export type Holding =
  | { readonly kind: "share"; readonly share: number; readonly stratify: boolean | undefined }
  | { readonly kind: "fold"; readonly folds: number; readonly fold: number; readonly stratify: boolean | undefined }
  | { readonly kind: "files"; readonly files: Readonly<Record<string, Json>> };

interface WrittenHolding {
  readonly share?: number;
  readonly stratify?: boolean;
  readonly folds?: number;
  readonly fold?: number;
}

const DEFAULT_SHARE = 0.2;

/** What is asked for. Throws Misfit, at this parameter, for keys that do not go together. */
export function holdingOf(parameter: "validation" | "test", written: HeldOutParams["validation"] = 0): Holding {
  if (typeof written === "number") return { kind: "share", share: written, stratify: undefined };
  const { share, stratify, folds, fold, ...files } = written as WrittenHolding & Readonly<Record<string, Json>>;
  const refuse = (message: string, way: string) => new Misfit(parameter, `${parameter}: ${message}`, way);
  const forms = [share, folds ?? fold, Object.keys(files)[0]].filter((given) => given !== undefined);
  if (forms.length > 1) {
    const names = ["a share", "folds", "files of its own"].filter(
      (_, at) => [share, folds ?? fold, Object.keys(files)[0]][at] !== undefined,
    );
    throw refuse(`it has ${names.join(" and ")}`, "one of them");
  }
  if (Object.keys(written).length === 0) throw refuse("it is empty", `${parameter}: ${DEFAULT_SHARE}`);
  if (Object.keys(files).length > 0) {
    if (stratify !== undefined) throw refuse("files are taken whole, so nothing can be stratified", "remove stratify");
    return { kind: "files", files };
  }
  if (folds === undefined && fold !== undefined)
    throw refuse(`of how many folds is ${fold} one?`, `{folds: 5, fold: ${fold}}`);
  if (folds === undefined) return { kind: "share", share: share ?? DEFAULT_SHARE, stratify };
  if ((fold ?? 0) >= folds)
    throw refuse(`there is no fold ${fold} of ${folds}: they count from 0`, `fold: 0 to ${folds - 1}`);
  return { kind: "fold", folds, fold: fold ?? 0, stratify };
}

/** Throws Misfit where a side names some of its files only: the others would be those to train on. */
export function requireFiles(params: HeldOutParams, names: readonly string[]): void {
  for (const side of ["validation", "test"] as const) {
    const holding = holdingOf(side, params[side]);
    if (holding.kind !== "files") continue;
    const { files } = holding;
    const missing = names.find((name) => !Object.hasOwn(files, name));
    if (missing !== undefined)
      throw new Misfit(side, `${side} has no ${missing}`, `{${names.map((name) => `${name}: …`).join(", ")}}`);
  }
}

/** Of data in files: what of the rows held out is hardly meant. */
export const ofFiles = (params: HeldOutParams): readonly Warning[] => [...idleSeed(params), ...sameFiles(params)];

/** Files of its own that are those to train on. */
function sameFiles(params: HeldOutParams): readonly Warning[] {
  const own = params as unknown as Readonly<Record<string, Json>>;
  const named = (value: Json | undefined) =>
    JSON.stringify([value].flat(), (_, name) => (typeof name === "string" ? name.replace(/^(\.\/+)+/, "") : name));
  return (["validation", "test"] as const).flatMap((parameter) => {
    const held = params[parameter];
    if (typeof held !== "object") return [];
    const names = Object.keys(held).filter((name) => !FORMS.includes(name));
    const isSame = names.length > 0 && names.every((name) => named(held[name] as Json) === named(own[name]));
    if (!isSame) return [];
    const message = `${parameter} has the rows to train on: its figures do not tell how the model does on new ones`;
    return [{ parameter, message, remedy: "name another file, or write a share such as 0.2" }];
  });
}

const FORMS = ["share", "stratify", "folds", "fold"];

/** Whether the seed draws anything. */
function idleSeed({ validation, seed }: HeldOutParams): readonly Warning[] {
  if (typeof validation === "number")
    return validation > 0 ? [] : idle(["seed"], "with validation: 0, as nothing is drawn");
  const keys = Object.keys(validation);
  if (keys.includes("folds")) return seed === "per seed" ? idle(["seed"], FOLDS, "a share") : [];
  return keys.some((key) => !FORMS.includes(key))
    ? idle(["seed"], "with a file of its own for validation, as nothing is drawn")
    : [];
}

const FOLDS = "on folds: per seed leaves them as they are";

/** Of drawn data: what per seed does not draw anew. */
export function idleFolds({ validation, test, seed }: HeldOutParams): readonly Warning[] {
  const hasFolds = [validation, test].some((held) => typeof held === "object" && "folds" in held);
  if (seed !== "per seed" || !hasFolds) return [];
  return [
    {
      parameter: "seed",
      message: "per seed draws the data anew, but not the folds",
      remedy: "a share in place of folds",
    },
  ];
}
