/** What terminals send for their mouse, and a screen on which it works. */
import {pilot, type Pilot, type PilotOptions} from './pilot.ts';
import {room, stage, user} from './stage.ts';

const at = (x: number, y: number) => `${x + 1};${y + 1}`;
export const press = (x: number, y: number) => `\u001B[<0;${at(x, y)}M`;
export const drag = (x: number, y: number) => `\u001B[<32;${at(x, y)}M`;
export const release = (x: number, y: number) => `\u001B[<0;${at(x, y)}m`;
export const wheel = (x: number, y: number, way: 'up' | 'down') => `\u001B[<${way === 'up' ? 64 : 65};${at(x, y)}M`;
export const click = async (one: Pilot, x: number, y: number) => one.press(press(x, y), release(x, y));

/** Where it stands on the screen. */
export function find(one: Pilot, text: string): [x: number, y: number] {
  const y = one.screen().findIndex(line => line.includes(text));
  const before = one.screen()[y]?.split(text)[0] ?? '';
  if (y === -1) throw new Error(`${text} is not on the screen:\n${one.text()}`);
  return [Array.from({length: 200}, (_, x) => one.cell(x, y)).findIndex((_, x) => widthUpTo(one, x, y) === before), y];
}
const widthUpTo = (one: Pilot, x: number, y: number) =>
  Array.from({length: x}, (_, column) => one.cell(column, y))
    .map(cell => (cell.text === '' && cell.columns === 1 ? ' ' : cell.text))
    .join('');

export async function withMouse(
  made = stage({rooms: [room(1, 'lobby'), room(2, 'dev')], members: [user('bob')]}),
  options: PilotOptions = {},
) {
  const copied: string[] = [];
  const opened: string[] = [];
  const one = await pilot(made.client, {
    hasMouse: true,
    copyText: async text => (copied.push(text), true),
    openPage: async href => (opened.push(href), true),
    ...options,
  });
  const select = async (from: string, to: string) => {
    const [x1, y1] = find(one, from);
    const [x2, y2] = find(one, to);
    const end = x2 + to.length - 1;
    await one.press(press(x1, y1), drag(x1 + 1, y1), drag(end, y2), release(end, y2));
    return copied.at(-1);
  };
  return {...made, one, copied, opened, select};
}
