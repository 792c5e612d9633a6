import { spawnSync } from "node:child_process";
import type { TorchDevice } from "../contracts/config.ts";
import { type FoundTorch, isAtLeast, OLDEST_TORCH } from "../experiment/torch-means.ts";
import type { TorchBasis } from "../experiment/trained-by.ts";
import { otherPython, pythonCommand } from "./python.ts";

/** It leaves with who asked, though it be in the middle of an import. Modules of the working folder may be anyone's: none is imported. */
const QUESTION = `
import sys
sys.path = [folder for folder in sys.path if folder]
import json, os, threading, time
asked_by = os.getppid()
def leave():
    while os.getppid() == asked_by:
        time.sleep(0.1)
    os._exit(1)
threading.Thread(target=leave, daemon=True).start()
found = {"python": sys.version.split()[0], "devices": ["cpu"]}
try:
    import numpy, torch
    found["torch"] = torch.__version__
    if torch.cuda.is_available():
        found["devices"].append("cuda")
    mps = getattr(torch.backends, "mps", None)
    if mps is not None and mps.is_available():
        found["devices"].append("mps")
except ImportError as error:
    found["missing"] = error.name if isinstance(error, ModuleNotFoundError) else None
    found["error"] = str(error)
except Exception as error:
    found["error"] = f"{type(error).__name__}: {error}"
print(json.dumps(found))
`;

/** What Python answers. */
interface Answer {
  readonly python: string;
  readonly torch?: string;
  readonly devices: readonly TorchBasis["device"][];
  /** A module that is not installed. */
  readonly missing?: string | null;
  readonly error?: string;
}

const answers = new Map<string, Answer | string>();

/** The PyTorch of this machine's Python. It starts Python once in a process, which takes some seconds. */
export function findTorch(device: TorchDevice): FoundTorch {
  const command = pythonCommand();
  const answer = answers.get(command) ?? ask(command);
  answers.set(command, answer);
  if (typeof answer === "string")
    return wrong("engine", `${command} cannot be started: ${answer}`, `install Python 3, or ${otherPython}`);
  const { python, torch, missing, error, devices } = answer;
  const own = `${command} (Python ${python})`;
  if (torch === undefined) {
    const package_ = missing === "numpy" ? "NumPy" : "PyTorch";
    const what = missing === "torch" || missing === "numpy" ? `has no ${package_}` : `cannot import PyTorch: ${error}`;
    return wrong("engine", `${own} ${what}`, `run ${command} -m pip install torch numpy, or ${otherPython}`);
  }
  // 2.13.0+cpu is the same PyTorch as 2.13.0.
  const version = /^\d+(?:\.\d+)*/.exec(torch)?.[0] ?? torch;
  if (!isAtLeast(version, OLDEST_TORCH)) {
    const message = `${own} has PyTorch ${version}, and ${OLDEST_TORCH} is the oldest that works`;
    return wrong("engine", message, `run ${command} -m pip install --upgrade torch, or ${otherPython}`);
  }
  return settle(device, devices, version);
}

/** The device to compute on. */
function settle(device: TorchDevice, devices: Answer["devices"], version: string): FoundTorch {
  const isNew = isAtLeast(version, ON_DEVICES);
  if (device === "auto") {
    const chosen = (["cuda", "mps", "cpu"] as const).find((one) => devices.includes(one) && (one === "cpu" || isNew));
    return { basis: { torch: version, device: chosen ?? "cpu" } };
  }
  if (!devices.includes(device))
    return wrong("device", `PyTorch ${version} finds no ${device} here`, "use device: cpu, or auto");
  if (device !== "cpu" && !isNew)
    return wrong("device", `${device} needs PyTorch ${ON_DEVICES}, found ${version}`, "use device: cpu");
  return { basis: { torch: version, device } };
}

/** From here on, scripts can be told to compute on a device by default. */
const ON_DEVICES = "2.0";

const wrong = (key: "engine" | "device", message: string, remedy: string): FoundTorch => ({
  wrong: key,
  message: `training.${key}: ${message}`,
  remedy,
});

/** What Python answers, or why there is no answer. */
function ask(command: string): Answer | string {
  const { error, status, signal, stdout, stderr } = spawnSync(command, ["-c", QUESTION], { encoding: "utf8" });
  if (error !== undefined)
    return "code" in error && error.code === "ENOENT" ? "there is no such program" : error.message;
  if (status !== 0) return stderr.trim().split("\n").at(-1) || (signal ?? `exit code ${status}`);
  try {
    return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Answer;
  } catch {
    return `it answers ${stdout.slice(0, 100)}`;
  }
}
