/** Shortens the style sequences of a finished row without changing how it looks. */

const STYLES = /(?:\u001B\[[\d;]+m)+/g;
const STYLE = /\u001B\[([\d;]+)m/g;
/** What ends a style of ours; all of them can be seen in a space, or in none. */
const ENDS: Readonly<Record<string, string>> = {1: '22', 2: '22', 3: '23', 4: '24', 7: '27', 9: '29'};
const SEEN_IN_SPACES = ['24', '27', '29'];
const COLOUR = /^(?:38;5;\d{1,3}|38;2;[\d;]+|3[0-7]|9[0-7])$/;

/** Styles by what ends them. */
type Open = ReadonlyMap<string, string>;

/** @param row without an open style at either end */
export function shortStyles(row: string): string {
  if (!row.includes('\u001B[')) return row;
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
  for (const {0: run, index} of row.matchAll(STYLES)) {
    write(row.slice(at, index));
    at = index + run.length;
    for (const [, style = ''] of run.matchAll(STYLE)) {
      const end = COLOUR.test(style) ? '39' : ENDS[style];
      // Bold and dim end together; of what is none of ours nothing is known.
      if (end === '22' && wanted.has(end)) return row;
      if (end !== undefined) wanted.set(end, style);
      else if (!wanted.delete(style)) return row;
    }
  }
  if (wanted.size > 0) return row;
  write(row.slice(at));
  return made + change(written, wanted);
}

function change(from: Open, to: Open): string {
  if (to.size === 0) return from.size === 0 ? '' : '\u001B[m';
  const ended = [...from].filter(([end, style]) => to.get(end) !== style && !(end === '39' && to.has(end)));
  const begun = [...to].filter(([end, style]) => from.get(end) !== style);
  const codes = [...ended.map(([end]) => end), ...begun.map(([, style]) => style)];
  return codes.length === 0 ? '' : `\u001B[${codes.join(';')}m`;
}
