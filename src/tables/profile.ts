/** A format of CSV files, chosen so that a spreadsheet reads numbers as numbers. */
export interface Profile {
  readonly name: ProfileName;
  /** Start of the file. A byte order mark tells Excel that the file is UTF-8. */
  readonly mark: "" | "\ufeff";
  readonly delimiter: "," | ";";
  readonly decimal: "." | ",";
  /** Largest number of rows of a file, including its heads. Further rows go to further files. undefined: no limit. */
  readonly mostRows: number | undefined;
  /** Whether text that a spreadsheet would turn into a number or a date gets a leading `'`. */
  readonly guardsText: boolean;
}

export const PROFILE_NAMES = ["plain", "excel", "excel-de"] as const;
export type ProfileName = (typeof PROFILE_NAMES)[number];

/** Row limit of a sheet in Excel and LibreOffice. */
export const SHEET_ROWS = 1_048_576;

const excel = { mark: "\ufeff", mostRows: SHEET_ROWS, guardsText: true } as const;

/** Values of `--csv`: RFC 4180, English Excel, and German Excel, which also suits most others with a decimal comma. */
export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  plain: { name: "plain", mark: "", delimiter: ",", decimal: ".", mostRows: undefined, guardsText: false },
  excel: { name: "excel", delimiter: ",", decimal: ".", ...excel },
  "excel-de": { name: "excel-de", delimiter: ";", decimal: ",", ...excel },
};

/** The file of a sweep's workbook. */
export const WORKBOOK = "results.xlsx";

/** The formats of the result files. */
export interface Format {
  readonly profile: Profile;
  /** Whether to write a workbook, too. */
  readonly workbook: boolean;
}

export const PLAIN: Format = { profile: PROFILES.plain, workbook: false };

/** Text that spreadsheets read as a number, a date, a time or a fraction: 9.10, 1-2, 3/4, 12:30, 1e5, 5. Mai, Mar 3. */
const NUMBER_LIKE = /^\s*\d[\d\s.,:/%-]*(?:e[+-]?\d+)?\s*$/i;
const DATE_LIKE = /^\s*(?:\d{1,4}[\s.-]*\p{L}{3,9}\.?|\p{L}{3,9}\.?[\s.-]*\d{1,4})(?:[\s.,-]*\d{2,4})?\s*$/u;

export const looksLikeNumber = (text: string) => NUMBER_LIKE.test(text) || DATE_LIKE.test(text);

/** Converts lines of plain CSV to the profile. They must have only numbers. */
export function numberLines(lines: string, { delimiter, decimal }: Profile): string {
  const delimited = delimiter === "," ? lines : lines.replaceAll(",", delimiter);
  return decimal === "." ? delimited : delimited.replaceAll(".", decimal);
}
