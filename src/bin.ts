#!/usr/bin/env node
import { faultText } from "./io/fault-text.ts";

// The rest is loaded from here, so that a machine without room for it is told of in words.
try {
  const { runCommandLine } = await import("./cli.ts");
  process.exitCode = await runCommandLine(process.argv);
} catch (error) {
  console.error(faultText(error, (process.env.LRSWEEP_DEBUG ?? "") !== ""));
  process.exitCode = 1;
}
