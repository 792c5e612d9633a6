import { assert } from "chai";
import { InputError } from "../../src/command-line/input-error.ts";
import { type ProcessStart, printerFor } from "../../src/command-line/invocation.ts";
import { refuseSwallowed } from "../../src/command-line/npm-options.ts";
import { commands } from "../../src/commands/index.ts";

const npmScript = (variables: Readonly<Record<string, string>>): ProcessStart => ({
  script: "/clone/src/launch.mjs",
  // What npm 11 sets on every run.
  environment: {
    npm_lifecycle_event: "sweep",
    npm_package_name: "lrsweep",
    npm_config_yes: "",
    npm_config_allow_scripts: "",
    ...variables,
  },
  platform: "linux",
  workingFolder: "/clone",
  exists: () => false,
});

function refusal(start: ProcessStart, typed: readonly string[]): string {
  try {
    refuseSwallowed(start, typed, commands, printerFor(start));
  } catch (error) {
    assert.instanceOf(error, InputError);
    return error.message;
  }
  return "";
}

describe("options that npm took for itself", () => {
  it("stop the command, and are shown behind --", () => {
    assert.equal(
      refusal(npmScript({ npm_config_dry_run: "true" }), ["sweep", "experiments/x.yaml"]),
      "npm took --dry-run for itself, so nothing was run. Put options behind --\n  npm run sweep -- experiments/x.yaml --dry-run",
    );
    assert.include(
      refusal(npmScript({ npm_config_fresh: "true", npm_config_prune_cache: "true" }), ["sweep"]),
      "npm took --fresh and --prune-cache for itself",
    );
  });

  it("are shown in general where their values are among the arguments", () => {
    const found = refusal(npmScript({ npm_config_set: "true", npm_config_output: "true" }), [
      "sweep",
      "x.yaml",
      "a=3",
      "d",
    ]);
    assert.include(found, "npm took --set and --output for itself");
    assert.include(found, "npm run sweep -- <files> --set <path=value> --output <folder>");
    assert.include(refusal(npmScript({ npm_config_set: "a=3" }), ["sweep"]), "npm took --set for itself");
  });

  it("are none that npm sets by itself, that the command does not have, or of another program", () => {
    assert.equal(refusal(npmScript({}), ["sweep", "x.yaml", "--dry-run"]), "");
    assert.equal(refusal(npmScript({ npm_config_fresh: "", npm_config_yes: "true" }), ["sweep"]), "");
    assert.equal(refusal(npmScript({ npm_config_fresh: "true" }), ["check"]), "");
    const elsewhere = { ...npmScript({ npm_config_fresh: "true" }), script: "/project/node_modules/.bin/lrsweep" };
    assert.equal(refusal(elsewhere, ["sweep"]), "");
  });
});
