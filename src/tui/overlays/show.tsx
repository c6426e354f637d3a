/** The answer to a command that has one: a title and rows to read. */
import {columnsOf} from '../../shared/text/columns.ts';
import {display} from '../../shared/text/safeText.ts';
import {openOverlay, type Overlay, type OverlayKind} from '../overlay.ts';
import {Lines} from './parts/lines.tsx';
import {isWriting, scrolled, visibleRows, wrapped} from './parts/scrollText.ts';

interface Show {
  title: string;
  rows: readonly string[];
  top: number;
}

const linesOf = ({rows}: Show, columns: number): string[] =>
  rows.flatMap(row => wrapped(row, columns, secondColumnOf(row, columns)));

/** Start of the second column of a table, which is preceded by at least two spaces. */
function secondColumnOf(row: string, columns: number): number | undefined {
  const first = /^ *\S.*? {2,}(?=\S)/.exec(row)?.[0];
  const at = first === undefined ? 0 : columnsOf(first);
  return at > 0 && at <= (columns * 2) / 3 ? at : undefined;
}

const show: OverlayKind<Show> = {
  name: 'show',
  title: ({title}) => title,
  hint: '{escape} close · ↑↓ scroll',
  wanted(inner, columnsMax) {
    const columns = Math.min(columnsMax, Math.max(20, ...inner.rows.map(columnsOf)));
    return {columns, rows: linesOf(inner, columns).length};
  },
  on(inner, event) {
    if (event.type !== 'key') return {inner};
    if (['escape', 'enter', 'ctrl+c'].includes(event.key.chord)) return {};
    const {columns, rows} = event.size;
    const top = scrolled(inner.top, event.key.chord, linesOf(inner, columns).length, rows);
    if (top !== undefined) return {inner: {...inner, top}};
    return isWriting(event.key) ? {effects: [{type: 'typeKey', key: event.key}]} : {inner};
  },
  draw: (inner, {theme}, size) => (
    <Lines lines={visibleRows(linesOf(inner, size.columns), inner.top, size, theme)} size={size} />
  ),
};

/** @param rows their untrusted parts have not passed `display()` */
export function openShow(title: string, rows: readonly string[]): Overlay {
  const safe = rows.flatMap(row => display(row, 'block').split('\n'));
  return openOverlay(show, {title: display(title, 'line'), rows: safe.length === 0 ? ['Nothing.'] : safe, top: 0});
}
