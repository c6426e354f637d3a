/** Searches earlier lines by a few letters; shows the selected one whole, and Enter puts it into the composer. */
import {clipColumns, fitColumns, wrapColumns} from '../../shared/text/columns.ts';
import {display} from '../../shared/text/safeText.ts';
import {openOverlay, type Overlay, type OverlayFacts, type OverlayKind, type OverlaySize} from '../overlay.ts';
import {firstShown} from '../rows/list.ts';
import {drawField, fieldOf, typeInto, type Field} from '../writing/field.ts';
import {clamp, inRow, Lines, stepOf} from './parts/lines.tsx';

interface Recall {
  field: Field;
  chosen: number;
  /** Newest first; untrusted text. */
  lines: readonly string[];
}

/** Rows for the selected line if it is longer than one row. */
const PREVIEW_ROWS = 3;
const SHOWN_MAX = 200;

/** Lines that contain the typed text; case is ignored. */
function found({field, lines}: Recall): readonly string[] {
  const wanted = field.text.toLowerCase();
  return lines.filter(line => line.toLowerCase().includes(wanted)).slice(0, SHOWN_MAX);
}

const recall: OverlayKind<Recall> = {
  name: 'recall',
  title: () => 'Sent before',
  hint: '{escape} close · Enter take · ↑↓ {historySearch} older',
  wanted: () => ({columns: 76, rows: 14}),
  on(inner, event) {
    if (event.type !== 'key') return {inner};
    const {key, size} = event;
    const lines = found(inner);
    const chosen = clamp(inner.chosen, lines.length);
    if (['escape', 'ctrl+c'].includes(key.chord)) return {};
    if (key.chord === 'enter') {
      const text = lines[chosen];
      return text === undefined ? {inner} : {effects: [{type: 'write', text}]};
    }
    const isAgain = event.facts.keyboard.bindings().actOn('anywhere', key.chord) === 'historySearch';
    const step = isAgain ? 1 : ({'ctrl+s': -1}[key.chord] ?? stepOf(key.chord, size.rows - PREVIEW_ROWS - 1));
    if (step !== undefined) return {inner: {...inner, chosen: clamp(chosen + step, lines.length)}};
    const field = typeInto(inner.field, key);
    return {inner: {...inner, field, chosen: field.text === inner.field.text ? chosen : 0}};
  },
  choose(inner, row, _facts, {rows}) {
    const {length} = found(inner);
    const listRows = Math.max(1, rows - 1 - PREVIEW_ROWS);
    const first = firstShown(length, listRows, clamp(inner.chosen, length));
    const chosen = row > listRows ? undefined : inRow(row - 1, first, length);
    return chosen === undefined ? undefined : {...inner, chosen};
  },
  draw: (inner, facts, size) => <Lines lines={linesOf(inner, facts, size)} size={size} />,
};

function linesOf(inner: Recall, {theme}: OverlayFacts, {columns, rows}: OverlaySize): string[] {
  const lines = found(inner);
  const at = clamp(inner.chosen, lines.length);
  const listRows = Math.max(1, rows - 1 - PREVIEW_ROWS);
  const first = firstShown(lines.length, listRows, at);
  const list = lines.slice(first, first + listRows).map((line, index) => {
    const shown = clipColumns(` ${display(line.slice(0, 500), 'line')}`, columns);
    return first + index === at ? theme.selected(fitColumns(shown, columns)) : shown;
  });
  const input = drawField(inner.field, {
    columns: columns - 2,
    theme,
    isFocused: true,
    placeholder: 'type a few letters',
  });
  const head = `${theme.accent('> ')}${input}`;
  if (lines.length === 0) return [head, theme.dim('Nothing that was sent has these letters.')];
  const whole = display((lines[at] ?? '').slice(0, 2_000), 'block')
    .split('\n')
    .flatMap(line => wrapColumns(line, columns));
  const preview = whole.length > 1 ? whole.slice(0, PREVIEW_ROWS).map(line => theme.dim(line)) : [];
  const gap = Array.from({length: Math.max(0, listRows - list.length)}, () => '');
  return [head, ...list, ...gap, ...preview];
}

/** @param lines newest first */
export const openRecall = (lines: readonly string[]): Overlay =>
  openOverlay(recall, {field: fieldOf(''), chosen: 0, lines});
