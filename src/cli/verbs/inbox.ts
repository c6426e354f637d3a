/** `inbox`: lists mentions, replies and other items for oneself from all rooms. */
import {listInbox, type InboxPage} from '../../client/actions/messages/reading.ts';
import {readableTextOf} from '../../shared/entries/entry.ts';
import type {InboxItem} from '../../shared/inbox.ts';
import {bareText} from '../../shared/text/code.ts';
import {display} from '../../shared/text/safeText.ts';
import {withSession} from '../account/logins.ts';
import {dateTimeOf} from '../../shared/text/figures.ts';
import {toInboxLine} from '../output/jsonLines.ts';
import {printTable} from '../output/printTable.ts';
import {readCount} from '../settings/values.ts';
import {JSON_OPTION, textOption, type Verb} from '../verb.ts';

export const inbox: Verb = {
  name: 'inbox',
  usage: '',
  summary: 'list mentions, replies, reactions, offers and invitations, newest first',
  prints: 'InboxItem',
  options: [
    {flags: '-n, --lines <count>', meaning: 'how many, a whole number from 0 to 1000000 (default 20)'},
    {flags: '--unread', meaning: 'only what is not read yet'},
    JSON_OPTION,
  ],
  examples: [
    ['chat-tui inbox', 'the last 20, with the link to each'],
    ['chat-tui inbox --unread --json', 'for a script'],
  ],
  run(shell, call) {
    const count = readCount(textOption(call, 'lines') ?? '20', '--lines');
    return withSession(shell, async client => {
      const rows: string[][] = [];
      let before: InboxPage['next'];
      let printed = 0;
      let pages = 0;
      do {
        const page = await listInbox(client, before);
        for (const item of page.items) {
          if (printed >= count || (call.options.unread === true && item.isRead)) continue;
          printed++;
          if (call.options.json === true) shell.printJson(toInboxLine(item));
          else rows.push(rowOf(item));
        }
        before = page.next;
      } while (before !== undefined && printed < count && ++pages < PAGES_MAX);
      await printTable(shell, rows);
    });
  },
};

/** More pages than any inbox has. */
const PAGES_MAX = 1_000;

const rowOf = ({reason, room, seq, by, atMs, isRead, entry}: InboxItem): string[] => [
  isRead ? '' : '*',
  dateTimeOf(atMs),
  reason,
  seq === 0 ? room : `${room}/${seq}`,
  `@${by}`,
  entry === undefined ? '' : display(bareText(readableTextOf(entry)), 'line'),
];
