import { isOwn, type OwnPlan } from "../src/experiment/plan.ts";
import { renderIssues } from "../src/issues/render.ts";
import { parts } from "../src/parts.ts";
import { type Loaded, type LoadRequest, loadExperiment } from "../src/plan/load.ts";

/** What a test asks of the loader besides the text. */
export type Loading = Partial<Omit<LoadRequest, "text">>;

/** Loads an experiment as the program does. Without options: all parts, and every file that it names is empty. */
export function load(text: LoadRequest["text"], options: Loading = {}): Loaded {
  return loadExperiment({ file: "demo.yaml", parts, readFile: () => new Uint8Array(), ...options, text });
}

/** The plan of a text that must be good, and that our own engine trains. Throws what is printed for a bad one. */
export function planOf(text: LoadRequest["text"], options?: Loading): OwnPlan {
  const loaded = load(text, options);
  if ("issues" in loaded) throw new Error(renderIssues(loaded.issues));
  if (!isOwn(loaded.plan)) throw new Error("a program of its own trains the runs");
  return loaded.plan;
}

/** What is printed for a bad text; "no error" for a good one. */
export function errorsOf(text: LoadRequest["text"], options?: Loading): string {
  const loaded = load(text, options);
  return "issues" in loaded ? renderIssues(loaded.issues) : "no error";
}

/** The warnings of a text that must be good, as they are printed. */
export function warningsOf(text: LoadRequest["text"], options?: Loading): string {
  const loaded = load(text, options);
  if ("issues" in loaded) throw new Error(renderIssues(loaded.issues));
  return renderIssues(loaded.warnings, "warning");
}
