/** Wraps long lines of documents where that does not change their meaning. */

/** As in the code's comments. */
export const WIDTH = 130;

/** At the start of a line it would begin something else than a sentence. */
const MARKER = /^(?:[-+*>#|=~<]|\d+[.)]|`{3})/;

/** Rewraps paragraphs with a long line. Tables, headings, code and words without spaces stay as they are. */
export function wrapped(text: string): string {
  const out: string[] = [];
  let paragraph: string[] = [];
  let end: RegExp | undefined;
  const close = () => {
    out.push(...(paragraph.some(line => line.length > WIDTH) ? filled(paragraph) : paragraph));
    paragraph = [];
  };
  for (const line of text.split('\n')) {
    const isInside = end !== undefined;
    if (isInside && end?.test(line) === true) end = undefined;
    else if (!isInside && /^\s*```/.test(line)) end = /^\s*```/;
    else if (!isInside && /^<!--(?!.*-->)/.test(line)) end = /-->/;
    const isWhole = isInside || /^\s*(?:```|$)/.test(line) || /^\s*[|#<>]/.test(line);
    if (isWhole || /^\s*(?:[-*]|\d+\.)\s/.test(line)) close();
    if (isWhole) out.push(line);
    else paragraph.push(line);
    // Two spaces or a backslash at the end are a break that is meant.
    if (/(?: {2}|\\)$/.test(line)) close();
  }
  close();
  return out.join('\n');
}

function filled([first = '', ...others]: readonly string[]): string[] {
  const [head = ''] = /^\s*(?:(?:[-*]|\d+\.)\s+)?/.exec(first) ?? [];
  const indent = ' '.repeat(head.length);
  const lines: string[] = [];
  let rest = [first, ...others.map(line => line.trim())].join(' ');
  while (rest.length > WIDTH) {
    const at = placeToBreak(rest, indent.length);
    if (at === undefined) break;
    lines.push(rest.slice(0, at));
    rest = indent + rest.slice(at + 1);
  }
  return [...lines, rest];
}

/** The last space up to the width, or else the first one behind it: not in `code`, and not before what would be a marker. */
function placeToBreak(line: string, from: number): number | undefined {
  const places = [...line.matchAll(/(?<=\S) (?=\S)/g)]
    .map(({index}) => index)
    .filter(at => at > from && !MARKER.test(line.slice(at + 1)) && line.slice(0, at).split('`').length % 2 === 1);
  return places.findLast(at => at <= WIDTH) ?? places[0];
}
