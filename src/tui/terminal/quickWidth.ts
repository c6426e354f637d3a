/** Terminal columns without looking at each character, for the texts that nearly all rows are made of. */

interface WidthOptions {
  ambiguousIsNarrow?: boolean;
  countAnsiEscapeCodes?: boolean;
}
export type WidthOf = (text: string, options?: WidthOptions) => number;

/** One column wide wherever they stand: Latin, Greek, Cyrillic, and the lines, arrows and signs in use here. */
export const ONE_COLUMN =
  /^[ -~\u00A1-\u00AC\u00AE-\u02FF\u0391-\u03A1\u03A3-\u03FF\u0400-\u0482\u048A-\u052F\u2010-\u2027\u2190-\u21FF\u2500-\u25FC\u2605\u2606\u2713\u2717\u270E]*$/;
const STYLE = /\u001B\[[\d;]*m/g;

/** @param widthOf what is asked about everything else */
export function quickWidth(widthOf: WidthOf): WidthOf {
  return (text, options) => {
    if (typeof text !== 'string' || options !== undefined) return widthOf(text, options);
    const plain = text.includes('\u001B') ? text.replaceAll(STYLE, '') : text;
    return ONE_COLUMN.test(plain) ? plain.length : widthOf(text);
  };
}
