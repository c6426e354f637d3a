/** `/at`: sends a message later. */
import {planLater} from '../../actions/messages/planned.ts';
import {plannedWords} from '../../wording/rows/plannedWords.ts';
import {ChatError} from '../../../shared/errors.ts';
import type {Command} from '../command.ts';
import {readLeadingMoment} from '../typed/moment.ts';
import {roomAlone} from '../typed/roomArgument.ts';

const USAGE = '09:00|2h|tomorrow 9:00|2026-12-24 18:00 text';

export const at: Command = {
  name: 'at',
  usage: 'time text',
  summary: 'Sends a text to this room later, at a time or after a while.',
  details: [
    'A time is 2h, 09:00, tomorrow 9:00 or 2026-12-24 18:00, by the clock of this machine. The server sends ' +
      'it, once, also when you are away. /later lists and cancels.',
    'Not in a thread, which takes only what is sent at once.',
    'Not in encrypted conversations: until its time the text would lie on the server, readable.',
  ],
  async run(client, {rest, state}) {
    const moment = readLeadingMoment(rest, client.options.now());
    if (moment === undefined || moment.rest === '') throw new ChatError('command-usage', `/at ${USAGE}`);
    const {room} = roomAlone(state, '/at');
    const plan = {kind: 'message' as const, roomId: room.roomId, text: moment.rest, dueAtMs: moment.atMs};
    return {kind: 'told', sentence: plannedWords(await planLater(client, plan))};
  },
};
