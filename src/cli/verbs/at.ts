/** `at`: schedules a message. */
import {planLater} from '../../client/actions/messages/planned.ts';
import {withSession} from '../account/logins.ts';
import {findRoom, parseTarget} from '../account/target.ts';
import {listOrCancel, readDueMs, PLANNING_OPTIONS, printPlans} from '../output/planning.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Verb} from '../verb.ts';

export const at: Verb = {
  name: 'at',
  usage: '[time] [target] [text...]',
  summary: 'send a message later',
  prints: 'Planned',
  options: PLANNING_OPTIONS,
  examples: [
    ["chat-tui at 09:00 '#lobby' Good morning", 'at the next nine o’clock of this machine'],
    ["chat-tui at '2026-12-24 18:00' @bob Merry Christmas", 'the server sends it, once'],
    ['chat-tui at --list', 'also reminders; --cancel ID ends one'],
  ],
  async run(shell, call) {
    const [time, typed, ...words] = call.words;
    const isListed = call.options.list === true || call.options.cancel !== undefined;
    if (!isListed && (time === undefined || typed === undefined || words.length === 0))
      throw new ChatError('command-usage', 'chat-tui at TIME TARGET TEXT…, or chat-tui at --list');
    const dueAtMs = isListed ? 0 : readDueMs(time ?? '', shell.now());
    const target = isListed ? undefined : parseTarget(typed ?? '');
    await withSession(shell, async client => {
      if ((await listOrCancel(shell, call, client)) || target === undefined) return;
      const {roomId} = await findRoom(client, target);
      const plan = await planLater(client, {kind: 'message', roomId, text: words.join(' '), dueAtMs});
      await printPlans(shell, call, [plan]);
    });
  },
};
