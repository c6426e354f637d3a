/** `/react`: adds or removes a reaction to a message. */
import {entryAt, react as giveEmoji, type Place} from '../../actions/messages/messageActions.ts';
import type {Client} from '../../client.ts';
import {DONE, type Command} from '../command.ts';
import {emojiNames, emojiOf} from '../typed/emojiNames.ts';
import {aboutMessage} from '../typed/messageArgument.ts';
import {ChatError} from '../../../shared/errors.ts';

const USAGE = '/react [number|link] emoji';

export const react: Command = {
  name: 'react',
  aliases: ['unreact'],
  usage: '[number|link] emoji',
  summary: 'Gives an emoji to a message, or takes it back: /react 3 :tada:.',
  details: [
    'Messages are counted from the newest; without a number it is the newest one. The same emoji again takes it back.',
  ],
  async complete(_state, words, started) {
    if (!started.startsWith(':') || words.length > 1) return [];
    return (await emojiNames(started.slice(1))).map(({emoji}) => emoji);
  },
  async run(client, {rest, state}) {
    const {place, rest: word} = aboutMessage({client, state}, rest);
    if (word === '' || /\s/.test(word)) throw new ChatError('command-usage', USAGE);
    const emoji = await emojiOf(word);
    if (emoji === undefined) throw new ChatError('emoji-invalid');
    const {became} = await entryAt(client, place);
    const isMine = became?.reactions?.some(one => one.emoji === emoji && one.isMine) === true;
    await giveEmoji(client, place, {emoji, isOn: !(waitingFor(client, place, emoji) ?? isMine)});
    return DONE;
  },
};

/**
 * The state of this reaction in the newest pending action that the server has not confirmed; `undefined` when there is none.
 */
function waitingFor(client: Client, {roomId, seq}: Place, emoji: string): boolean | undefined {
  const pending = client.getState().roomById[roomId]?.pending ?? [];
  const actions = pending.flatMap(({messageAction}) => (messageAction?.kind === 'react' ? [messageAction] : []));
  return actions.findLast(messageAction => messageAction.seq === seq && messageAction.emoji === emoji)?.isOn;
}
