/** `/msg`: writes to one person, or opens the conversation. */
import {checkText, sendText} from '../../actions/message.ts';
import {enterRoom, openDirect} from '../../actions/room.ts';
import {DONE, type Command} from '../command.ts';
import {personWords} from '../../wording/nameWords.ts';
import {checkOnePerson} from '../roomArgument.ts';
import {ChatError} from '../../../shared/errors.ts';

export const msg: Command = {
  name: 'msg',
  aliases: ['query', 'dm'],
  usage: '@name [text]',
  summary: 'Writes to one person; without a text, opens the conversation.',
  complete: (state, words, started) => (words.length > 0 ? [] : personWords(state, started)),
  async run(client, {words, rest}) {
    const [name] = words;
    if (name === undefined) throw new ChatError('command-usage', '/msg @name [text]');
    const text = rest.replace(/^\S+\s*/, '');
    checkOnePerson(name, text);
    // Before anything happens: a text that cannot be sent opens nothing.
    if (text !== '') checkText(text, client.getState().limits);
    const room = await openDirect(client, name);
    enterRoom(client, room.roomId);
    if (text !== '') await sendText(client, room.roomId, text);
    return DONE;
  },
};
