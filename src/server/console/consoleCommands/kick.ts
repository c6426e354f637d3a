/** Ends all connections of a person. */
import {ChatError} from '../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import type {ConsoleCommand} from '../consoleCommand.ts';
import {kick as kickPerson} from '../../hub/moderation.ts';
import {SERVER_SENDER} from '../../store.ts';

const USAGE = '@NAME [why]';

export const kick: ConsoleCommand = {
  name: 'kick',
  aliases: ['kill'],
  usage: USAGE,
  summary: 'disconnect a person; they may log in again',
  async run(server, rest) {
    const [, name, why = ''] = /^@?(\S+)(?:\s+(.*))?$/s.exec(rest) ?? [];
    if (name === undefined) throw new ChatError('command-usage', `kick ${USAGE}`);
    await kickPerson(server, {
      by: SERVER_SENDER,
      name,
      reason: why.slice(0, FIXED_LIMITS.reasonLengthMax).toWellFormed(),
    });
    return [`@${name} was disconnected.`];
  },
};
