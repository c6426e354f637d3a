/** `admin log`: who tried to log in and what was done to people and files, newest first. */
import type {LoginRecord} from '../../shared/model.ts';
import {withSession} from '../account/logins.ts';
import {printTable} from '../output/printTable.ts';
import {timeOf} from '../../client/wording/timeText.ts';
import {JSON_OPTION, textOption, type Verb} from '../verb.ts';
import {readCount} from '../settings/values.ts';

export const adminLog: Verb = {
  name: 'admin log',
  usage: '',
  summary: 'list logins, kicks, roles, passwords and deletions, newest first',
  prints: 'LoginRecord',
  options: [
    {flags: '-n, --lines <count>', meaning: 'how many, a whole number from 0 to 1000000 (default 50)'},
    JSON_OPTION,
  ],
  examples: [
    ['chat-tui admin log', 'the last 50'],
    ['chat-tui admin log -n 1000 --json', 'for a report'],
  ],
  run: (shell, call) => {
    const count = readCount(textOption(call, 'lines') ?? '50', '--lines');
    return withSession(shell, async client => {
      let left = count;
      for (let beforeId: number | undefined; left > 0;) {
        const limit = Math.min(left, 200);
        const page = await client.request('adminLog', beforeId === undefined ? {limit} : {beforeId, limit});
        if (call.options.json === true)
          for (const {id, ...record} of page.records) shell.printJson({recordId: id, ...record});
        else await printTable(shell, page.records.map(toRow));
        left -= page.records.length;
        beforeId = page.records.at(-1)?.id;
        if (!page.hasMore || beforeId === undefined) return;
      }
    });
  },
};

const toRow = (record: LoginRecord) => [
  timeOf(record.atMs),
  record.name,
  record.method,
  record.isSuccess ? 'ok' : 'FAILED',
  record.port === 0 ? record.address : `${record.address}:${record.port}`,
  record.about ?? (record.lastAtMs === undefined ? '' : `${record.count} times until ${timeOf(record.lastAtMs)}`),
];
