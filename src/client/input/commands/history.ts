/** `/history`: earlier versions of an edited message. */
import {requireChangeable} from '../../actions/messages/messageActions.ts';
import type {Command} from '../command.ts';
import {messageArgument} from '../typed/messageArgument.ts';
import {dateTimeOf} from '../../../shared/text/figures.ts';
import {ChatError} from '../../../shared/errors.ts';

export const history: Command = {
  name: 'history',
  aliases: ['versions'],
  usage: '[number|link]',
  summary: 'Shows what an edited message has said before; without a number, the newest edited one.',
  async run(client, {words, state}) {
    if (words.length > 1) throw new ChatError('command-usage', '/history [number|link]');
    requireChangeable(client);
    const wasEdited = {fits: (entry: {became?: {edited?: unknown} | undefined}) => entry.became?.edited !== undefined};
    const {versions} = await client.request('versionList', messageArgument({client, state}, words[0], wasEdited));
    const rows = versions.flatMap(({text, atMs}, index) =>
      text.split('\n').map((line, at) => (at === 0 ? `${index + 1}  ${dateTimeOf(atMs)}  ${line}` : `    ${line}`)),
    );
    return {kind: 'show', title: versions.length > 1 ? 'Versions, the last as it is now' : 'It was never edited', rows};
  },
};
