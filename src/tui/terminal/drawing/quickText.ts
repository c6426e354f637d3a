/** Fast paths for what Ink asks about texts (width, sanitizing), for lines that have only plain characters of one column. */
import {clusterColumns, hasClusters, isOneColumn} from '../../../shared/text/clusterWidth.ts';
import {segmentsOf} from '../../../shared/text/graphemes.ts';
import {memoized} from './memoized.ts';
import {withoutStyles} from './styles.ts';

interface WidthOptions {
  ambiguousIsNarrow?: boolean;
  countAnsiEscapeCodes?: boolean;
}
type WidthOf = (text: string, options?: WidthOptions) => number;

/** Cached, because Ink asks several times per line and frame, and most lines of a frame were in the previous one. */
const rememberedPlain = memoized((line): string | false => {
  const plain = withoutStyles(line);
  return isOneColumn(plain) && plain;
});

/** The line without styles, if it has only printable one-column characters; else `undefined`. */
export function plainTextOf(line: string): string | undefined {
  const plain = rememberedPlain(line);
  return plain === false ? undefined : plain;
}

/** @param widthOf Ink's function, used for all other lines */
export function quickWidth(widthOf: WidthOf): WidthOf {
  const ask = (text: string, ambiguousIsNarrow: boolean) =>
    ambiguousIsNarrow ? widthOf(text) : widthOf(text, {ambiguousIsNarrow});
  const remembered = memoized((text: string) => {
    if (!hasClusters(text)) return widthOf(text);
    let columns = 0;
    for (const {segment} of segmentsOf(withoutStyles(text))) columns += clusterColumns(segment, ask);
    return columns;
  });
  return (text, options) =>
    typeof text !== 'string' || options !== undefined
      ? widthOf(text, options)
      : (plainTextOf(text)?.length ?? remembered(text));
}

/** Works line by line, so that known lines of a pane's text come from the cache. */
const byLine = <Made>(text: string, make: (line: string) => Made): Made[] => text.split('\n').map(line => make(line));

/** @param sanitize Ink's function; skipped for lines with only styles and plain characters, which it would not change */
export function quickSanitize(sanitize: (text: string) => string): (text: string) => string {
  const remembered = memoized(sanitize);
  return text => byLine(text, line => (plainTextOf(line) === undefined ? remembered(line) : line)).join('\n');
}
