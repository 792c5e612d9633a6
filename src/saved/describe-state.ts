import type { BestSoFar, RoundState } from "../journal/state.ts";

/** Runs trained per second, and the seconds left at that rate; undefined before the first run has ended. */
export function paceOf({ total, kept, done, seconds }: RoundState): { rate: number; left: number } | undefined {
  const rate = (done - kept) / seconds;
  return rate > 0 ? { rate, left: (total - done) / rate } : undefined;
}

/** One line: "demo: 340 of 1000 runs, 2 failed, 2 running, 120/s, about 6 s left, best …". */
export function describeState(state: RoundState): string {
  const { name, round, total, done, failed, running, best, ended } = state;
  const pace = paceOf(state);
  const parts = [...(round ? [round] : []), `${done} of ${total} runs`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (!ended) parts.push(`${running} running`);
  if (pace && !ended) parts.push(`${rateText(pace.rate)}, about ${durationText(pace.left)} left`);
  if (best) parts.push(bestText(best));
  return `${name}: ${parts.join(", ")}`;
}

/** "best val_loss 0.009915 (r43cda84eee9b2f14: 0.1, constant)" */
export function bestText({ run, variant, metric, figure }: BestSoFar): string {
  const cells = Object.values(variant).filter((cell) => cell !== null);
  return `best ${metric} ${figure.toPrecision(4)} (${run}${cells.length > 0 ? `: ${cells.join(", ")}` : ""})`;
}

export function rateText(rate: number): string {
  if (rate >= 1) return `${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s`;
  return `${(rate * 60).toPrecision(2)}/min`;
}

export function durationText(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
