/** Ends all connections of a person and keeps them out for a while. */
import {ChatError} from '../../../shared/errors.ts';
import {durationText} from '../../../shared/duration.ts';
import {kickWords} from '../../../shared/kickWords.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import type {ConsoleCommand} from '../consoleCommand.ts';
import {kick as kickPerson} from '../../hub/moderation.ts';
import {SERVER_SENDER} from '../../store.ts';

const USAGE = '@NAME [10m|2h|1d] [why]';

export const kick: ConsoleCommand = {
  name: 'kick',
  aliases: ['kill'],
  usage: USAGE,
  summary: 'disconnect a person, who stays out for 10 minutes or as long as you say',
  async run(server, rest) {
    const [, name, words = ''] = /^@?(\S+)(?:\s+(.*))?$/s.exec(rest) ?? [];
    if (name === undefined) throw new ChatError('command-usage', `kick ${USAGE}`);
    const {forMs = FIXED_LIMITS.kickMs, why} = kickWords(words, `kick ${USAGE}`);
    const reason = why.slice(0, FIXED_LIMITS.reasonLengthMax).toWellFormed();
    await kickPerson(server, {by: SERVER_SENDER, name, reason, forMs});
    return [`@${name} was disconnected and stays out for ${durationText(forMs)}.`];
  },
};
