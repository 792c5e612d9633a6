import type { AnyCommand } from "../command-line/command.ts";
import { accept } from "./accept.ts";
import { check } from "./check.ts";
import { completionOf } from "./completion.ts";
import { dashboard } from "./dashboard.ts";
import { deleteCommand } from "./delete.ts";
import { exportCommand } from "./export.ts";
import { importCommand } from "./import.ts";
import { init } from "./init.ts";
import { list } from "./list.ts";
import { lrFind } from "./lr-find.ts";
import { merge } from "./merge.ts";
import { preview } from "./preview.ts";
import { report } from "./report.ts";
import { schema } from "./schema.ts";
import { sweep } from "./sweep.ts";
import { verify } from "./verify.ts";
import { watch } from "./watch.ts";
import { worker } from "./worker.ts";

const described: readonly AnyCommand[] = [
  init,
  check,
  preview,
  lrFind,
  sweep,
  watch,
  list,
  report,
  dashboard,
  exportCommand,
  importCommand,
  verify,
  accept,
  deleteCommand,
  worker,
  merge,
  schema,
];

/** Every command, in the order in which help lists them. */
export const commands: readonly AnyCommand[] = [...described, completionOf(described)];
