/** `/edit`: edits one of one's own messages. */
import {hasWords} from '../../../shared/entries/entry.ts';
import {editMessage, entryAt, type Place} from '../../actions/messages/messageActions.ts';
import {DONE, type Command} from '../command.ts';
import type {Client} from '../../client.ts';
import {aboutMessage, isOwn, linkTo} from '../typed/messageArgument.ts';
import {ChatError} from '../../../shared/errors.ts';

export const edit: Command = {
  name: 'edit',
  isForPeople: true,
  usage: '[number|link] [text]',
  summary: 'Gives your own message another text; without a number, your last one here.',
  details: [
    'Without a text, the one it has comes into the input line to be changed.',
    'Messages are counted from the newest. s/old/new/ as a message replaces a piece of your last one.',
  ],
  async run(client, {rest, state}) {
    const {place, rest: text} = aboutMessage({client, state}, rest, {fits: isOwn(state)});
    if (text === '') return {kind: 'write', text: await beginEdit(client, place)};
    await editMessage(client, place, text);
    return DONE;
  },
};

/** @throws message-unchangeable, message-not-yours */
async function beginEdit(client: Client, place: Place): Promise<string> {
  const entry = await entryAt(client, place);
  const {me, roomById} = client.getState();
  const one = roomById[place.roomId];
  if (one === undefined || !hasWords(entry)) throw new ChatError('message-unchangeable');
  if (entry.sender !== me?.name) throw new ChatError('message-not-yours');
  return `/edit ${linkTo(one, place.seq)} ${entry.text}`;
}
