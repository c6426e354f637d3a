/** `/delete`: deletes a message, or a file of the room from the server. */
import {deleteMessage, entryAt} from '../../actions/messages/messageActions.ts';
import {deleteFile, findFile} from '../../actions/transfer.ts';
import {DONE, type Command, type Outcome, type Typed} from '../command.ts';
import type {Client} from '../../client.ts';
import type {FileView} from '../../../shared/model.ts';
import {aboutMessage, isMessageWord, isOwn} from '../typed/messageArgument.ts';
import {roomArgument} from '../typed/roomArgument.ts';
import {quoteWord} from '../words.ts';
import {ChatError} from '../../../shared/errors.ts';

const USAGE = '[number|link [reason]|file]';

export const remove: Command = {
  name: 'delete',
  usage: USAGE,
  summary: 'Removes a message, or a file of this room: your own, or with the right to, anybody’s.',
  details: [
    'Without anything, your last message here; messages are counted from the newest. Nothing of a removed ' +
      'message is kept but its place.',
    'A file is named, or counted as a message, without a reason. The room is told. What people have taken already ' +
      'stays with them.',
  ],
  complete(state, words, started) {
    const {entries = []} = state.roomById[state.currentRoomId ?? 0] ?? {};
    const names = entries.flatMap(entry => (entry.kind === 'file' ? [entry.name] : [])).toReversed();
    return words.length > 0 ? [] : [...new Set(names)].filter(name => name.startsWith(started)).map(quoteWord);
  },
  async run(client, {words, rest, state}) {
    const [wanted] = words;
    if (wanted === undefined || isMessageWord(wanted)) return removeMessage({client, state}, rest);
    if (words.length > 1) throw reasonForFile();
    const {roomId} = roomArgument(state, undefined).room;
    return removeFile(client, await findFile(client, roomId, wanted));
  },
};

async function removeMessage(at: Typed, rest: string): Promise<Outcome> {
  const {client, state} = at;
  const {place, rest: reason} = aboutMessage(at, rest, {fits: isOwn(state)});
  const entry = await entryAt(client, place);
  if (entry.kind === 'file') {
    if (reason.trim() !== '') throw reasonForFile();
    return removeFile(client, await findFile(client, place.roomId, entry.fileId));
  }
  await deleteMessage(client, place, reason);
  return DONE;
}

const reasonForFile = (): ChatError =>
  new ChatError('command-usage', `/delete ${USAGE}: a file takes no reason; quote a name with spaces`);

async function removeFile(client: Client, file: FileView): Promise<Outcome> {
  await deleteFile(client, file);
  return {kind: 'told', sentence: `${file.name} is deleted.`};
}
