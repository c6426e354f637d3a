/** `/reactions`: lists who reacted to a message. */
import {requireChangeable} from '../../actions/messages/messageActions.ts';
import type {Command} from '../command.ts';
import {messageArgument} from '../typed/messageArgument.ts';
import {ChatError} from '../../../shared/errors.ts';

export const reactions: Command = {
  name: 'reactions',
  usage: '[number|link]',
  summary: 'Shows who gave which emoji to a message; without a number, the newest that has some.',
  async run(client, {words, state}) {
    if (words.length > 1) throw new ChatError('command-usage', '/reactions [number|link]');
    requireChangeable(client);
    const hasSome = {
      fits: (entry: {became?: {reactions?: unknown} | undefined}) => entry.became?.reactions !== undefined,
    };
    const place = messageArgument({client, state}, words[0], hasSome);
    const {reactions: found} = await client.request('reactionList', place);
    if (found.length === 0) return {kind: 'told', sentence: 'Nobody has reacted to this.'};
    const rows = found.map(({emoji, count, names}) => {
      const more = count - names.length;
      return `${emoji} ${count}  ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    });
    return {kind: 'show', title: 'Reactions', rows};
  },
};
