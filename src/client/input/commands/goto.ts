/** `/goto`: jumps to a date, a message link, the first unread message, or the beginning. */
import {findPlace, PLACE_WORDS, placeOfLink} from '../../actions/messages/reading.ts';
import {ChatError} from '../../../shared/errors.ts';
import {parseMessageLink, type MessageLink} from '../../../shared/words/messageLink.ts';
import {addressOf} from '../../../shared/address.ts';
import type {Client} from '../../client.ts';
import type {Command, Outcome} from '../command.ts';
import {roomArgument} from '../typed/roomArgument.ts';

const USAGE = 'DAY | first | #room/12';

export const goTo: Command = {
  name: 'goto',
  usage: USAGE,
  summary: 'Goes to a day, a time, the first unread or the oldest message, or where a link to a message leads.',
  details: [
    'first, oldest, newest; days: 2026-11-03, 11-03, today, yesterday, monday; times: 14:30, 2026-11-03 ' +
      '14:30; so long ago: 3d, 2h.',
    'A number is that of a message in this room, as in its link. Esc goes back to where you were.',
  ],
  complete: (_state, words, started) =>
    words.length > 0
      ? []
      : [...PLACE_WORDS, 'today', 'yesterday'].filter(word => word.startsWith(started.toLowerCase())),
  async run(client, {rest, state}) {
    if (rest === '') throw new ChatError('command-usage', `/goto ${USAGE}`);
    const link = parseMessageLink(rest);
    if (link !== undefined) return openMessageLink(client, link);
    return {kind: 'goTo', ...(await findPlace(client, roomArgument(state, undefined), rest))};
  },
};

/** A link to another server opens nothing by itself: the person must go there on purpose. */
export function openMessageLink(client: Client, link: MessageLink): Outcome {
  const {serverUrl, room, seq} = link;
  if (serverUrl === undefined || serverUrl === client.options.serverUrl)
    return {kind: 'goTo', ...placeOfLink(client, link)};
  const place = `${room}${seq === undefined ? '' : `/${seq}`}`;
  return {
    kind: 'show',
    title: 'A link to another server',
    rows: [
      `It leads to ${place} on ${addressOf(serverUrl)}.`,
      'Nothing was sent there. If you know that server, leave with /quit and run:',
      '',
      `chat-tui join ${serverUrl}`,
    ],
  };
}
