/** The terminal while the full screen has it: from the first form to the last message; given back whatever way the program ends. */
import {openTerminal, type Terminal} from '../../tui/terminal/terminal.ts';
import {beforeTheEnd} from '../lastMoment.ts';
import type {Shell} from '../shell.ts';

export interface FullTerminal {
  terminal: Terminal;
  hasColor: boolean;
  giveBack(): void;
}

export function takeTerminal({stdin, stdout, env}: Shell): FullTerminal {
  const terminal = openTerminal({stdin, stdout});
  const forget = beforeTheEnd(() => terminal.restore());
  return {
    terminal,
    hasColor: (env.NO_COLOR ?? '') === '' && stdout.hasColors(),
    giveBack() {
      terminal.restore();
      forget();
    },
  };
}
