/** `/remind`: to be reminded later, of a text or of a message. */
import {planLater} from '../../actions/planned.ts';
import {plannedWords} from '../../wording/rows/plannedWords.ts';
import {ChatError} from '../../../shared/errors.ts';
import {isAlone, textOf} from '../../../shared/entries/entry.ts';
import type {RoomState} from '../../state/state.ts';
import type {Command} from '../command.ts';
import {readLeadingMoment} from '../typed/moment.ts';
import {roomArgument} from '../typed/roomArgument.ts';

const USAGE = '2h|09:00|tomorrow 9:00|2026-12-24 18:00 text | ^number';

export const remind: Command = {
  name: 'remind',
  usage: 'time text|^number',
  summary: 'Reminds you in your notes, after a while or at a time, of a text or of a message of this room.',
  details: [
    'A time is 2h, 09:00, tomorrow 9:00 or 2026-12-24 18:00, by the clock of this machine. ^1 is the newest ' +
      'message of this room, ^2 the one before it.',
    'It is kept on the server: it comes on all your devices, also when you or the server were away. /later lists and cancels.',
    'What you type here can be read there; of a message in an encrypted conversation only its sender and place are kept.',
  ],
  async run(client, {rest}) {
    const moment = readLeadingMoment(rest, client.options.now());
    if (moment === undefined || moment.rest === '') throw new ChatError('command-usage', `/remind ${USAGE}`);
    const one = roomArgument(client.getState(), undefined);
    const about = messageAt(one, moment.rest);
    const plan = {kind: 'reminder' as const, roomId: one.room.roomId, dueAtMs: moment.atMs, text: moment.rest};
    return {kind: 'told', sentence: plannedWords(await planLater(client, {...plan, ...about}))};
  },
};

const QUOTED_MAX = 200;

/** `^2`: the message before the newest; its words, and its place. @throws command-usage where there is none */
function messageAt({entries, lock}: RoomState, typed: string): {text: string; aboutSeq: number} | undefined {
  const [, number] = /^\^(\d{1,4})$/.exec(typed) ?? [];
  if (number === undefined) return undefined;
  const entry = entries.filter(isAlone).at(-Number(number));
  if (entry === undefined || Number(number) === 0) throw new ChatError('command-usage', `/remind ${USAGE}`);
  // What is encrypted is not repeated to the server: the place alone leads there.
  const words = lock?.kind === 'sealed' ? 'something that was said' : textOf(entry);
  return {text: `${entry.sender}: ${words}`.slice(0, QUOTED_MAX).toWellFormed(), aboutSeq: entry.seq};
}
