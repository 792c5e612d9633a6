import { createInterface } from "node:readline";
import { type RunProcesses, reap } from "./reap.ts";

// A process beside the sweep. It ends a program's processes when the sweep asks for it, and when the sweep has gone: its
// standard input then ends. Lines in: `watch NONCE`, `leader NONCE PID`, `end NONCE MILLISECONDS`; out: `ended NONCE LEFT`.

/** After the sweep has gone. */
const GRACE_MS = 5000;

const watched = new Map<string, RunProcesses>();

async function end(nonce: string, graceMs: number): Promise<void> {
  const left = await reap(watched.get(nonce) ?? { nonce, leader: undefined }, graceMs);
  watched.delete(nonce);
  process.stdout.write(`ended ${nonce} ${left}\n`);
}

for (const name of ["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR1"] as const) process.on(name, () => undefined);
// The sweep may have gone.
process.stdout.on("error", () => undefined);

const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const [word, nonce = "", number] = line.split(" ");
  if (word === "watch") watched.set(nonce, { nonce, leader: undefined });
  if (word === "leader") watched.set(nonce, { nonce, leader: Number(number) });
  if (word === "end") void end(nonce, Number(number));
});
lines.on("close", () => {
  // With nothing left to do, the process ends.
  void Promise.all([...watched.keys()].map((nonce) => end(nonce, GRACE_MS)));
});
