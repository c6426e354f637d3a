/** Whether the chat is shown as lines of text instead of a full screen. */
import type {Shell} from '../shell.ts';
import type {Call, VerbOption} from '../verb.ts';
import {isDumb} from './checkTerminal.ts';

export const PLAIN_OPTION: VerbOption = {
  flags: '--plain',
  meaning: 'lines of text instead of a full screen: for screen readers, simple terminals, pipes and logs',
};

/** As the option says, else the setting, else by the terminal. @throws settings-invalid */
export async function isPlainWanted(shell: Shell, call: Call): Promise<boolean> {
  if (call.options.plain === true) return true;
  const {plain} = await shell.clientSettings();
  if (plain !== 'auto') return plain === 'on';
  // The variable by which other programs made with Ink are told of a screen reader.
  const hasReader = shell.env.INK_SCREEN_READER === 'true';
  const isTerminal = shell.stdin.isTTY && shell.stdout.isTTY;
  return isTerminal && (hasReader || isDumb(shell.env));
}
