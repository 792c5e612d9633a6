import { idle } from "../../contracts/part.ts";

/** The momenta that PyTorch's constructor writes into a param group. */
export const momentaKept = ({
  cycle_momentum,
  base_momentum,
  max_momentum,
}: {
  readonly cycle_momentum: boolean;
  readonly base_momentum: number;
  readonly max_momentum: number;
}) => (cycle_momentum ? { base_momentum, max_momentum } : {});

/** What cycles momentum only if asked to. */
export const idleMomentum = (cycles: boolean) =>
  cycles ? [] : idle(["base_momentum", "max_momentum"], "with cycle_momentum: false", "cycle_momentum: true");
