/** What a sweep shows of itself, for tests that do not look at it. */
export const EMPTY_STATE = {
  name: "",
  round: "",
  total: 0,
  kept: 0,
  done: 0,
  failed: 0,
  running: 0,
  seconds: 0,
  best: null,
  ended: true,
};
