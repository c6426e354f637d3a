/** A message in one line, for lists and quotes: markup applied, line breaks replaced. */
import {bareText, isAsTyped} from '../../shared/text/code.ts';
import {display} from '../../shared/text/safeText.ts';
import type {Markup} from './markup.ts';
import {HAS_MARKUP} from './markupRows.ts';
import type {Run} from './run.ts';

/** Code units that are parsed; no screen is wider. */
const LOOKED_AT_MAX = 600;

/** @param text untrusted. @returns safe runs, not clipped; without markup until the parser is loaded */
export function messageRuns(text: string, markup: Markup | undefined): readonly Run[] {
  const start = text.slice(0, LOOKED_AT_MAX).toWellFormed();
  const marked = isAsTyped(text) ? undefined : markedRuns(display(start, 'message'), markup);
  return marked ?? [{text: display(bareText(start), 'line'), styles: []}];
}

/** The line as plain text, without styles. */
export const messageLine = (text: string, markup: Markup | undefined): string =>
  messageRuns(text, markup)
    .map(run => run.text)
    .join('')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** Absent if the text has no markup, and until the parser is loaded. */
function markedRuns(safeText: string, markup: Markup | undefined): readonly Run[] | undefined {
  if (markup === undefined || !HAS_MARKUP.test(safeText)) return undefined;
  if (markup.parse === undefined) {
    markup.want('parse');
    return undefined;
  }
  const between: Run = {text: ' ', styles: []};
  return markup
    .parse(safeText, [])
    .flatMap(({runs, first, block}, at) => [
      ...(at === 0 ? [] : [between]),
      ...(first === '' || block !== undefined ? [] : [{text: first, styles: []}]),
      ...runs.map(run =>
        run.styles.includes('code') && block === undefined ? {...run, text: `\`${run.text}\``} : run,
      ),
    ]);
}
