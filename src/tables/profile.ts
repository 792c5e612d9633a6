/** How a CSV file is written, so that a spreadsheet takes each number for a number. */
export interface Profile {
  readonly name: ProfileName;
  /** What the file begins with: by a byte order mark Excel knows UTF-8. */
  readonly mark: "" | "\ufeff";
  readonly delimiter: "," | ";";
  readonly decimal: "." | ",";
  /** The rows of a file, its heads among them; more go to further files. Undefined: any number. */
  readonly mostRows: number | undefined;
  /** Whether text that a spreadsheet would turn into a number or a date is guarded by `'`. */
  readonly guardsText: boolean;
}

export const PROFILE_NAMES = ["plain", "excel", "excel-de"] as const;
export type ProfileName = (typeof PROFILE_NAMES)[number];

/** Rows of a sheet in Excel and LibreOffice. */
export const SHEET_ROWS = 1_048_576;

const excel = { mark: "\ufeff", mostRows: SHEET_ROWS, guardsText: true } as const;

/** What `--csv` may be: RFC 4180; an English Excel; a German one, which also suits most others with a decimal comma. */
export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  plain: { name: "plain", mark: "", delimiter: ",", decimal: ".", mostRows: undefined, guardsText: false },
  excel: { name: "excel", delimiter: ",", decimal: ".", ...excel },
  "excel-de": { name: "excel-de", delimiter: ";", decimal: ",", ...excel },
};

/** The file of a sweep's workbook. */
export const WORKBOOK = "results.xlsx";

/** What result files are written as. */
export interface Format {
  readonly profile: Profile;
  /** Whether there is to be a workbook, too. */
  readonly workbook: boolean;
}

export const PLAIN: Format = { profile: PROFILES.plain, workbook: false };

/** What spreadsheets read as a number, a date, a time or a fraction: 9.10, 1-2, 3/4, 12:30, 1e5, 5. Mai, Mar 3. */
const NUMBER_LIKE = /^\s*\d[\d\s.,:/%-]*(?:e[+-]?\d+)?\s*$/i;
const DATE_LIKE = /^\s*(?:\d{1,4}[\s.-]*\p{L}{3,9}\.?|\p{L}{3,9}\.?[\s.-]*\d{1,4})(?:[\s.,-]*\d{2,4})?\s*$/u;

export const looksLikeNumber = (text: string) => NUMBER_LIKE.test(text) || DATE_LIKE.test(text);

/** Lines of plain CSV that hold nothing but numbers, in the profile. */
export function numberLines(lines: string, { delimiter, decimal }: Profile): string {
  const delimited = delimiter === "," ? lines : lines.replaceAll(",", delimiter);
  return decimal === "." ? delimited : delimited.replaceAll(".", decimal);
}
