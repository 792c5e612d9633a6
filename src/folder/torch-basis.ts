import Type, { type TSchema } from "typebox";
import type { TorchBasis } from "../experiment/trained-by.ts";

/** What runs that PyTorch trained depend on, as it stands in files and messages. */
export const torchBasisSchema = Type.Object(
  {
    torch: Type.String({ pattern: "^\\d+(\\.\\d+)*$" }),
    device: Type.Enum(["cpu", "cuda", "mps"]),
  } satisfies Record<keyof TorchBasis, TSchema>,
  { additionalProperties: false },
);
