/** `/quit`: ends the program, with an optional farewell shown to others. */
import type {Command} from '../command.ts';

export const quit: Command = {
  name: 'quit',
  aliases: ['exit', 'q'],
  usage: '[last words]',
  summary: 'Leaves the program; the others see your last words.',
  run: (_client, {rest}) => Promise.resolve({kind: 'quit', lastWords: rest}),
};
