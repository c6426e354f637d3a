/** F1: every key and every command, from the tables that they work by. */
import {columnsOf} from '../../shared/text/columns.ts';
import {openOverlay, type Overlay, type OverlayFacts, type OverlayKind} from '../overlay.ts';
import {Lines} from './lines.tsx';
import {isWriting, scrolled, visible, wrapped} from './scrollText.ts';

interface Help {
  top: number;
}

const GAP = 2;

function linesOf({keys, commands, theme}: OverlayFacts, columns: number): string[] {
  const lines: string[] = [];
  for (const where of new Set(keys.map(row => row.where))) {
    if (lines.length > 0) lines.push('');
    const rows = keys.filter(row => row.where === where);
    lines.push(
      theme.accent(where),
      ...tableOf(
        rows.map(row => [row.keys, row.help]),
        columns,
      ),
    );
  }
  lines.push('', theme.accent('Commands'));
  const rows = commands.map(command => [`/${command.name} ${command.usage}`.trimEnd(), command.summary] as const);
  lines.push(...tableOf(rows, columns));
  return lines;
}

/** Below this many columns each help stands under its key. */
const COLUMNS_FOR_TWO = 56;

/** Two columns; what does not fit beside goes below. */
function tableOf(rows: readonly (readonly [string, string])[], columns: number): string[] {
  if (columns < COLUMNS_FOR_TWO) {
    return rows.flatMap(([left, right]) => [...wrapped(left, columns), ...wrapped(`  ${right}`, columns, 2)]);
  }
  const widest = Math.max(0, ...rows.map(([left]) => columnsOf(left)));
  const leftColumns = Math.min(widest, Math.floor(columns * 0.4));
  return rows.flatMap(([left, right]) => {
    const rightColumns = columns - leftColumns - GAP;
    const [first = '', ...rest] = wrapped(right, Math.max(10, rightColumns), 0);
    const margin = ' '.repeat(leftColumns + GAP);
    if (columnsOf(left) <= leftColumns) {
      return [left + ' '.repeat(leftColumns - columnsOf(left) + GAP) + first, ...rest.map(line => margin + line)];
    }
    return [...wrapped(left, columns), ...[first, ...rest].map(line => margin + line)];
  });
}

const help: OverlayKind<Help> = {
  name: 'help',
  title: () => 'Help',
  hint: 'Esc close · ↑↓ PgUp PgDn scroll',
  wanted: () => ({columns: 96, rows: 200}),
  on(inner, event) {
    if (event.type !== 'key') return {inner};
    if (['escape', 'f1', 'ctrl+c', 'enter'].includes(event.key.chord)) return {};
    const count = linesOf(event.facts, event.size.columns).length;
    const top = scrolled(inner.top, event.key.chord, count, event.size.rows);
    if (top !== undefined) return {inner: {top}};
    return isWriting(event.key) ? {effects: [{type: 'typeKey', key: event.key}]} : {inner};
  },
  draw: (inner, facts, size) => (
    <Lines lines={visible(linesOf(facts, size.columns), inner.top, size, facts.theme)} size={size} />
  ),
};

export const openHelp = (): Overlay => openOverlay(help, {top: 0});
