/** Overlays and the keys pressed in them, on no screen; and a stage that has something of everything. */
import {COMMANDS} from '../../../src/client/input/commandTable.ts';
import {createBindingStore} from '../../../src/tui/bindings/bindingStore.ts';
import type {Overlay, OverlayEffect, OverlayFacts, OverlayStep} from '../../../src/tui/overlay.ts';
import {createTheme} from '../../../src/tui/theme.ts';
import type {Pilot} from './pilot.ts';
import {room, stage, user} from './stage.ts';

const rooms = [
  room(1, 'lobby', {topic: 'Be kind'}),
  room(2, 'dev'),
  room(3, 'ops', {unread: 3, lastSeq: 3}),
  room(4, 'docs', {unread: 2, lastSeq: 2, mentions: 1}),
  room(5, 'anna', {kind: 'direct', unread: 1, lastSeq: 1, partner: user('anna')}),
];
const members = [user('bob', {displayName: 'Bob B.'}), user('zoe', {state: 'offline'})];
export const onStage = () => stage({rooms, members});
const keyboard = createBindingStore({onChange: () => {}});
export const factsOf = ({client}: ReturnType<typeof stage>): OverlayFacts => ({
  state: client.getState(),
  commands: COMMANDS,
  keys: keyboard.bindings().help,
  keyboard,
  hasExactKeys: false,
  homeDir: '/home/alice',
  theme: createTheme({depth: 'none'}),
});

/** Presses keys in an overlay that is on no screen. */
export function press(overlay: Overlay, ...chords: string[]): {overlay?: Overlay; effects: OverlayEffect[]} {
  const facts = factsOf(onStage());
  let current: Overlay | undefined = overlay;
  const effects: OverlayEffect[] = [];
  for (const chord of chords) {
    const text = chord === 'space' ? ' ' : Array.from(chord).length === 1 ? chord : '';
    const step: OverlayStep | undefined = current?.on({
      type: 'key',
      key: {chord, text, sequence: text},
      facts,
      size: {columns: 60, rows: 12},
    });
    effects.push(...(step?.effects ?? []));
    current = step?.overlay;
  }
  return {...(current && {overlay: current}), effects};
}
export const typed = (text: string) => Array.from(text);

/** Columns in which the box of an overlay ends; one when its grid is whole. */
export function edges(one: Pilot): Set<number> {
  const columns = new Set<number>();
  const lines = one.screen();
  const top = lines.findIndex(line => line.includes('╭') || line.includes('┌'));
  const end = lines.findIndex(line => line.includes('╰') || line.includes('└'));
  const right = Array.from({length: 80}, (_, x) => x).findLast(x => /[╮┐]/.test(one.cell(x, top).text)) ?? 0;
  for (let y = top + 1; y < end; y++) columns.add(/[│|]/.test(one.cell(right, y).text) ? right : -y);
  return columns;
}
