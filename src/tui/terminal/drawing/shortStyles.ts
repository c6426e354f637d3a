/** Shortens the style sequences of a finished row without changing how it looks. */
import {BACKGROUND_ENDS, endOf, FOREGROUND_ENDS, stylesIn} from './styles.ts';

/** End codes of styles that are visible on a space. */
const SEEN_IN_SPACES = ['24', '27', '29', BACKGROUND_ENDS];

/** Open styles by their end code. */
type Open = ReadonlyMap<string, string>;

/** @param row must start and end with no style open */
export function shortStyles(row: string): string {
  const wanted = new Map<string, string>();
  let written: Open = new Map();
  let made = '';
  let at = 0;
  const write = (text: string) => {
    if (text === '') return;
    const isAlike = /^ +$/.test(text) && !SEEN_IN_SPACES.some(end => wanted.has(end) || written.has(end));
    if (!isAlike) {
      made += change(written, wanted);
      written = new Map(wanted);
    }
    made += text;
  };
  for (const {style, start, end: behind} of stylesIn(row)) {
    write(row.slice(at, start));
    at = behind;
    const end = endOf(style);
    // Gives up if bold and dim are both open, because one code ends both, and for unknown styles.
    if (end === '22' && wanted.has(end)) return row;
    if (end !== undefined) wanted.set(end, style);
    else if (!wanted.delete(style)) return row;
  }
  if (at === 0 || wanted.size > 0) return row;
  write(row.slice(at));
  return made + change(written, wanted);
}

/** A colour can be replaced by another without being ended first. */
const isColour = (end: string): boolean => end === FOREGROUND_ENDS || end === BACKGROUND_ENDS;

function change(from: Open, to: Open): string {
  if (to.size === 0) return from.size === 0 ? '' : '\u001B[m';
  let codes = '';
  for (const [end, style] of from) if (to.get(end) !== style && !(isColour(end) && to.has(end))) codes += `;${end}`;
  for (const [end, style] of to) if (from.get(end) !== style) codes += `;${style}`;
  return codes === '' ? '' : `\u001B[${codes.slice(1)}m`;
}
