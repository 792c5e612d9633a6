import Type, { type Static } from "typebox";
import { checked, closed, count, digest, parsed } from "./checked.ts";

const releaseSchema = Type.Object({ version: Type.String(), build: digest }, closed);
/** Of lrsweep. The build is a digest of its sources: equal ones give equal figures. */
export type Release = Static<typeof releaseSchema>;

const fileSchema = Type.Object({ path: Type.String({ minLength: 1 }), digest, bytes: count }, closed);
/** A file of a sweep: its path as in the experiment, which only names it, and its content. */
export type SentFile = Static<typeof fileSchema>;

const sentPluginSchema = Type.Object({ name: Type.String({ minLength: 1 }), digest }, closed);
/** A plugin that a sweep uses: its file's name, for people, and its content, by which it is known. */

const announcementSchema = Type.Object(
  {
    name: Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$" }),
    release: releaseSchema,
    files: Type.Array(fileSchema),
    plugins: Type.Array(sentPluginSchema),
  },
  closed,
);
export type Announcement = Static<typeof announcementSchema>;

export const encodeAnnouncement = (announcement: Announcement) => JSON.stringify(announcement);

/** Throws BadMessage. */
export function decodeAnnouncement(text: string): Announcement {
  return checked(announcementSchema, "a sweep", parsed("a sweep", text));
}
