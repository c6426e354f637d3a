/** `/keys check`: shows what this terminal sends for each pressed key, and which actions it cannot reach. */
import {clipColumns} from '../../shared/text/columns.ts';
import {display} from '../../shared/text/safeText.ts';
import {openOverlay, type Overlay, type OverlayFacts, type OverlayKind, type OverlaySize} from '../overlay.ts';
import type {Key} from '../terminal/input/key.ts';
import {Lines} from './parts/lines.tsx';

interface KeyCheck {
  /** Newest last. */
  pressed: readonly string[];
  wasEscape: boolean;
}

const KEPT_MAX = 8;

const keyCheck: OverlayKind<KeyCheck> = {
  name: 'keyCheck',
  title: () => 'Press keys',
  hint: 'Esc Esc close',
  wanted: (_inner, columnsMax) => ({columns: Math.min(72, columnsMax), rows: 16}),
  on(inner, event) {
    if (event.type !== 'key') return {inner};
    const isEscape = event.key.chord === 'escape';
    if (isEscape && inner.wasEscape) return {};
    return {inner: {pressed: [...inner.pressed, rowOf(event.key, event.facts)].slice(-KEPT_MAX), wasEscape: isEscape}};
  },
  draw: (inner, facts, size) => <Lines lines={linesOf(inner, facts, size)} size={size} />,
};

function rowOf({chord, sequence, text}: Key, {keyboard}: OverlayFacts): string {
  const bindings = keyboard.bindings();
  const name =
    bindings.actOn('anywhere', chord) ?? bindings.actOn('reading', chord) ?? bindings.actOn('writing', chord);
  const help = bindings.rows.find(row => row.name === name)?.help;
  const does = name === undefined ? (text === '' ? 'does nothing' : 'is written') : `${name}: ${help ?? ''}`;
  const sent = JSON.stringify(sequence.slice(0, 16)).slice(1, -1).replaceAll('\\u001b', 'ESC ');
  return `${display(bindings.shown(chord), 'line').padEnd(18)} ${does}  (${display(sent, 'line')})`;
}

function linesOf({pressed}: KeyCheck, {keyboard, hasExactKeys, theme}: OverlayFacts, {columns}: OverlaySize): string[] {
  const unreachable = hasExactKeys ? [] : unreachableOf(keyboard.bindings().rows);
  const words = hasExactKeys
    ? 'This terminal tells all keys apart (kitty keyboard protocol).'
    : 'This terminal sends keys as they always were: Shift+Enter is Enter, Ctrl+I is Tab.';
  const lost =
    unreachable.length === 0 ? 'Every action has a key that arrives.' : `Out of reach here: ${unreachable.join(', ')}`;
  const rows = pressed.length === 0 ? ['Nothing yet. What you press is shown and does nothing.'] : pressed;
  return [
    theme.dim(clipColumns(words, columns)),
    theme.dim(clipColumns(lost, columns)),
    '',
    ...rows.map(row => clipColumns(row, columns)),
  ];
}

/** Chords that only the kitty protocol can send. */
const EXACT = /^(?:shift|ctrl)\+(?:enter|backspace|escape|space)$|^ctrl\+(?:alt\+)?[\d,.;'=/-]$|^ctrl\+shift\+/;

/** Names of actions whose keys all need a terminal with that protocol. */
function unreachableOf(rows: readonly {name: string; chords: readonly string[]}[]): string[] {
  const isLost = (chord: string) => chord.split(' ').some(part => EXACT.test(part) && part !== 'ctrl+space');
  return rows.filter(({chords}) => chords.length > 0 && chords.every(isLost)).map(({name}) => name);
}

export const openKeyCheck = (): Overlay => openOverlay(keyCheck, {pressed: [], wasEscape: false});
