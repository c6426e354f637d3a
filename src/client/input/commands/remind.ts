/** `/remind`: sets a reminder with a text or a message. */
import {entryAt, type Place} from '../../actions/messages/messageActions.ts';
import {planLater} from '../../actions/messages/planned.ts';
import {plannedWords} from '../../wording/rows/plannedWords.ts';
import {ChatError} from '../../../shared/errors.ts';
import {textOf} from '../../../shared/entries/entry.ts';
import type {Command, Typed} from '../command.ts';
import {isMessageLink, messageArgument} from '../typed/messageArgument.ts';
import {readLeadingMoment} from '../typed/moment.ts';
import {roomArgument} from '../typed/roomArgument.ts';

const USAGE = '2h|09:00|tomorrow 9:00|2026-12-24 18:00 text | ^number | link';

export const remind: Command = {
  name: 'remind',
  usage: 'time text|^number|link',
  summary: 'Reminds you in your notes, after a while or at a time, of a text or of a message.',
  details: [
    'A time is 2h, 09:00, tomorrow 9:00 or 2026-12-24 18:00, by the clock of this machine. ^1 is the newest ' +
      'message of this room, ^2 the one before it; a link such as #room/12 is the message it leads to.',
    'It is kept on the server: it comes on all your devices, also when you or the server were away. /later lists and cancels.',
    'What you type here can be read there; of a message in an encrypted conversation only its sender and place are kept.',
  ],
  async run(client, {rest, state}) {
    const moment = readLeadingMoment(rest, client.options.now());
    if (moment === undefined || moment.rest === '') throw new ChatError('command-usage', `/remind ${USAGE}`);
    const about = await messageMeant({client, state}, moment.rest);
    const {roomId} = about ?? roomArgument(state, undefined).room;
    const plan = {kind: 'reminder' as const, roomId, dueAtMs: moment.atMs, text: moment.rest};
    return {kind: 'told', sentence: plannedWords(await planLater(client, {...plan, ...about}))};
  },
};

const QUOTED_MAX = 200;

/**
 * The message to be reminded of: `^2` is the one before the newest, `#room/12` a specific one.
 * @throws message-not-found, message-gone, not-in-room
 */
async function messageMeant(
  at: Typed,
  typed: string,
): Promise<{roomId: number; text: string; aboutSeq: number} | undefined> {
  const place = placeMeant(at, typed);
  if (place === undefined) return undefined;
  const {client} = at;
  const {roomId, seq} = place;
  const entry = await entryAt(client, place);
  if (entry.kind === 'gone') throw new ChatError('message-gone');
  // The text of an encrypted message must not be sent to the server: the reminder only has its position.
  const isSealed = client.getState().roomById[roomId]?.lock?.kind === 'sealed';
  const words = isSealed ? 'something that was said' : textOf(entry);
  return {roomId, text: `${entry.sender}: ${words}`.slice(0, QUOTED_MAX).toWellFormed(), aboutSeq: seq};
}

function placeMeant(at: Typed, typed: string): Place | undefined {
  const [, number] = /^\^(\d{1,4})$/.exec(typed) ?? [];
  return number !== undefined || isMessageLink(typed) ? messageArgument(at, number ?? typed) : undefined;
}
