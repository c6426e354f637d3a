/** Style sequences (SGR) in a row of a frame: where they stand, and what ends each. */

/** A sequence such as `CSI 1 m`, whose style is `1`. */
export interface StyleSequence {
  style: string;
  /** Index of its first character, and of the one after its last. */
  start: number;
  end: number;
}

const BEGINS = '\u001B[';
const [ZERO, NINE, SEMICOLON] = [48, 57, 59];
const STYLES = /\u001B\[[\d;]*m/g;

export const withoutStyles = (text: string): string => (text.includes(BEGINS) ? text.replaceAll(STYLES, '') : text);

/** Without regular expressions, which allocate several objects per match; this runs for every new row. */
export function stylesIn(text: string): readonly StyleSequence[] {
  const found: StyleSequence[] = [];
  let end = 0;
  for (let start = text.indexOf(BEGINS); start !== -1; start = text.indexOf(BEGINS, end)) {
    end = start + BEGINS.length;
    for (let code = text.charCodeAt(end); (code >= ZERO && code <= NINE) || code === SEMICOLON;)
      code = text.charCodeAt(++end);
    if (text[end] === 'm') found.push({style: text.slice(start + BEGINS.length, end), start, end: ++end});
  }
  return found;
}

export const FOREGROUND_ENDS = '39';
export const BACKGROUND_ENDS = '49';
const colours = (first: number, end: string) =>
  Array.from({length: 8}, (_, at): [string, string] => [`${first + at}`, end]);
const ENDS: ReadonlyMap<string, string> = new Map([
  ['1', '22'],
  ['2', '22'],
  ['3', '23'],
  ['4', '24'],
  ['7', '27'],
  ['9', '29'],
  ...[30, 90].flatMap(first => colours(first, FOREGROUND_ENDS)),
  ...[40, 100].flatMap(first => colours(first, BACKGROUND_ENDS)),
]);
const OF_MANY_COLOURS = /^[34]8;(?:5;\d{1,3}|2;\d{1,3};\d{1,3};\d{1,3})$/;

/** The code that ends a style of the screen's own; absent for end codes and for all other styles, which may do anything. */
export const endOf = (style: string): string | undefined =>
  ENDS.get(style) ?? (OF_MANY_COLOURS.test(style) ? `${style[0]}9` : undefined);
