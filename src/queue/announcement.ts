import Type, { type Static, type TSchema } from "typebox";
import type { Release } from "../folder/release.ts";
import { torchBasisSchema } from "../folder/torch-basis.ts";
import { closed, count, digest, parsed, readerOf } from "./checked.ts";

const releaseSchema = Type.Object(
  { version: Type.String(), build: digest } satisfies Record<keyof Release, TSchema>,
  closed,
);

const fileSchema = Type.Object({ path: Type.String({ minLength: 1 }), digest, bytes: count }, closed);
/** A data file of a sweep: its path in the experiment, used only as a name, and its content. */
export type SentFile = Static<typeof fileSchema>;

/** A plugin that a sweep uses: its file's name, for messages, and the digest that identifies it. */
const sentPluginSchema = Type.Object({ name: Type.String({ minLength: 1 }), digest }, closed);

const announcementSchema = Type.Object(
  {
    name: Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$" }),
    release: releaseSchema,
    files: Type.Array(fileSchema),
    plugins: Type.Array(sentPluginSchema),
    /** Where programs train: the digest of the plan, which a worker must have a copy of. */
    plan: Type.Optional(digest),
    /** Where PyTorch trains: its version and device, which a worker must have. */
    torch: Type.Optional(torchBasisSchema),
  },
  closed,
);
export type Announcement = Static<typeof announcementSchema>;
const readAnnouncement = readerOf("a sweep", announcementSchema);

export const encodeAnnouncement = (announcement: Announcement) => JSON.stringify(announcement);

/** Throws BadMessage. */
export function decodeAnnouncement(text: string): Announcement {
  return readAnnouncement(parsed("a sweep", text));
}
