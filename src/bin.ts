#!/usr/bin/env node
import module from "node:module";
import { faultText } from "./io/fault-text.ts";

// From Node 22.8 on, what is compiled once is kept: the next command starts in two thirds of the time.
const { enableCompileCache } = module as { readonly enableCompileCache?: () => unknown };
enableCompileCache?.();

// The rest is loaded from here, so that a machine without room for it is told of in words.
try {
  const { runCommandLine } = await import("./cli.ts");
  process.exitCode = await runCommandLine(process.argv);
} catch (error) {
  console.error(faultText(error, (process.env.LRSWEEP_DEBUG ?? "") !== ""));
  process.exitCode = 1;
}
