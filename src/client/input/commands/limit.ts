/** `/limit`: limits the speed of transfers. */
import {ChatError} from '../../../shared/errors.ts';
import {firstWord, fixedWords} from '../../wording/nameWords.ts';
import {rateText, readRate} from '../../wording/fileWords.ts';
import type {Command} from '../command.ts';

export const limit: Command = {
  name: 'limit',
  usage: '[bytes|off]',
  summary: 'Shows or sets how many bytes a second your transfers take in each direction, such as 2M.',
  details: ['It holds until the program ends; limit in the settings file is where it begins.'],
  complete: firstWord(fixedWords(['off', '500k', '2M'])),
  run(client, {rest}) {
    const {transfers} = client.parts;
    if (rest !== '') {
      const typed = rest === 'off' ? undefined : readRate(rest);
      if (typed === undefined && rest !== 'off')
        return Promise.reject(new ChatError('command-usage', '/limit 2M (64k or more a second), or /limit off'));
      transfers.limit = typed;
    }
    const sentence =
      transfers.limit === undefined
        ? 'Transfers go as fast as they can.'
        : `Transfers take at most ${rateText(transfers.limit)} in each direction.`;
    return Promise.resolve({kind: 'told', sentence});
  },
};
