/** `remind`: schedules a reminder in one's notes. */
import {openGroup} from '../../client/actions/room.ts';
import {planLater} from '../../client/actions/messages/planned.ts';
import {withSession} from '../account/logins.ts';
import {listOrCancel, readDueMs, PLANNING_OPTIONS, printPlans} from '../output/planning.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Verb} from '../verb.ts';

export const remind: Verb = {
  name: 'remind',
  usage: '[time] [text...]',
  summary: 'be reminded later, in your notes on all your devices',
  prints: 'Planned',
  options: PLANNING_OPTIONS,
  examples: [
    ['chat-tui remind 2h Call Bob', 'in two hours'],
    ["chat-tui remind 'tomorrow 9:00' Stand-up", 'by the clock of this machine; the server keeps it'],
    ['chat-tui remind --list', 'also messages for later; --cancel ID ends one'],
  ],
  async run(shell, call) {
    const [time, ...words] = call.words;
    const isListed = call.options.list === true || call.options.cancel !== undefined;
    if (!isListed && (time === undefined || words.length === 0))
      throw new ChatError('command-usage', 'chat-tui remind TIME TEXT…, or chat-tui remind --list');
    const dueAtMs = isListed ? 0 : readDueMs(time ?? '', shell.now());
    await withSession(shell, async client => {
      if (await listOrCancel(shell, call, client)) return;
      const {roomId} = await openGroup(client, []);
      const plan = await planLater(client, {kind: 'reminder', roomId, text: words.join(' '), dueAtMs});
      await printPlans(shell, call, [plan]);
    });
  },
};
