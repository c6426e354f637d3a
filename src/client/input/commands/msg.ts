/** `/msg`: sends a message to one or several people, or opens the conversation. */
import {checkText, sendText} from '../../actions/messages/message.ts';
import {enterRoom, openDirect, openGroup} from '../../actions/room.ts';
import {DONE, type Command} from '../command.ts';
import {personWords} from '../../wording/nameWords.ts';
import {ChatError} from '../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';

const PEOPLE = /^@?[a-z0-9][a-z0-9._-]*(?:\s+@[a-z0-9][a-z0-9._-]*(?=\s|$))*(?:\s+|$)/i;

export const msg: Command = {
  name: 'msg',
  isForPeople: true,
  aliases: ['query', 'dm'],
  usage: '@name… [text]',
  summary: 'Writes to one person, or to several in one conversation; without a text, opens it.',
  details: [
    `A conversation of several has up to ${FIXED_LIMITS.groupPeopleMax} people, who stay the same: the same names lead to ` +
      'it again.',
  ],
  complete: (state, words, started) =>
    words.length > 0 && (!started.startsWith('@') || words.some(word => !word.startsWith('@')))
      ? []
      : personWords(state, started).filter(word => !words.includes(word)),
  async run(client, {words, rest}) {
    const [first] = words;
    if (first === undefined) throw new ChatError('command-usage', '/msg @name [text]');
    const people = PEOPLE.exec(rest)?.[0] ?? `${first} `;
    const names = people.trim().split(/\s+/);
    const text = rest.slice(people.length).trim();
    // Checked first: a text that cannot be sent must not open a conversation.
    if (text !== '') checkText(text, client.getState().limits);
    const room = names.length === 1 ? await openDirect(client, first) : await openGroup(client, names);
    enterRoom(client, room.roomId);
    if (text !== '') await sendText(client, room.roomId, text);
    return DONE;
  },
};
