/** `/quit`: ends the program, with an optional quit message. */
import type {Command} from '../command.ts';

export const quit: Command = {
  name: 'quit',
  aliases: ['exit', 'q'],
  usage: '[quit message]',
  summary: 'Leaves the program; the others see your quit message.',
  run: (_client, {rest}) => Promise.resolve({kind: 'quit', quitMessage: rest}),
};
