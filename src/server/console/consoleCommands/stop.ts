/** Stops the server. */
import type {ConsoleCommand} from '../consoleCommand.ts';

export const stop: ConsoleCommand = {
  name: 'stop',
  aliases: ['quit', 'exit'],
  usage: '',
  summary: 'tell everybody and stop the server',
  async run({life}) {
    life.stop();
    return ['The server is closing.'];
  },
};
