/** Says something in the lobby as the server. */
import {ChatError} from '../../../shared/errors.ts';
import type {ConsoleCommand} from '../consoleCommand.ts';
import {LOBBY, SERVER_SENDER} from '../../store.ts';

const USAGE = 'TEXT';

export const say: ConsoleCommand = {
  name: 'say',
  aliases: [],
  usage: USAGE,
  summary: 'a message of the server to #lobby',
  async run({store, newId, now}, rest) {
    if (rest === '') throw new ChatError('command-usage', `say ${USAGE}`);
    await store.entryAppend({
      roomId: LOBBY.roomId,
      userId: SERVER_SENDER.userId,
      body: {kind: 'message', id: newId(), text: rest.toWellFormed()},
      atMs: now(),
    });
    return [];
  },
};
