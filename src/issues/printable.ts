/**
 * Controls of a terminal (escape sequences begin with one), and of the direction of writing: with them, a text could
 * hide what stands there, or write elsewhere.
 */
const CONTROLS = "\\p{Cc}\\u061c\\u200e\\u200f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069";
const ALL = new RegExp(`[${CONTROLS}]+`, "gu");
const ALL_BUT_LINES = new RegExp(`(?![\\n\\t])[${CONTROLS}]`, "gu");

/** A text from outside on one line: controls and line breaks become a space. */
export const oneLine = (text: string): string => text.replace(ALL, " ");

/** The same of several lines, which stay. */
export const printable = (text: string): string => text.replace(ALL_BUT_LINES, " ");
