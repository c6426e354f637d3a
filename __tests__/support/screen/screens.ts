/** What the stories in real terminals have in common: opening somebody's screen, writing a line, reading what is shown. */
import {KEY, terminal, type TerminalProcess} from './terminal.ts';
import type {Person} from '../program.ts';

/** The screen of somebody who is logged in already; resolves when the lobby is there. */
export async function openScreenOf(
  somebody: Person,
  size: {columns?: number; rows?: number} = {},
): Promise<TerminalProcess> {
  const screen = terminal({env: somebody.env, ...size});
  await screen.waitFor(/● .*online/);
  return screen;
}

/** Types a line, waits until it stands in the input line, and sends it. */
export async function write(screen: TerminalProcess, text: string): Promise<void> {
  screen.press(text);
  await screen.waitFor(shown => (shown.split('\n').findLast(line => line.trim() !== '') ?? '').includes(text));
  screen.press(KEY.enter);
}

/** Types into a form's field and goes on; `isNext` tells that the form has. */
export async function fill(screen: TerminalProcess, text: string, isShown: (screen: string) => boolean): Promise<void> {
  screen.press(text);
  await screen.waitFor(isShown);
  screen.press(KEY.enter);
}
