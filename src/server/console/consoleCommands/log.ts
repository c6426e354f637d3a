/** Shows the latest logins, and what was done to people and files. */
import {ChatError} from '../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import {hostPortOf} from '../../hub/connections.ts';
import type {LoginRecord} from '../../../shared/model.ts';
import type {ConsoleCommand} from '../consoleCommand.ts';
import {recordCounted} from '../../door/sessions.ts';

const USAGE = '[how many]';
const SHOWN = 20;

export const log: ConsoleCommand = {
  name: 'log',
  aliases: [],
  usage: USAGE,
  summary: 'the latest logins, kicks, roles, passwords, deletions; newest last',
  async run(server, rest) {
    const limit = rest === '' ? SHOWN : Number(rest);
    if (!Number.isInteger(limit) || limit < 1) throw new ChatError('command-usage', `log ${USAGE}`);
    await recordCounted(server);
    const records = await server.store.loginList({limit: Math.min(limit, FIXED_LIMITS.pageSizeMax)});
    return records.toReversed().map(record => {
      const time = new Date(record.atMs).toISOString();
      const name = record.name === '' ? '(unknown)' : `@${record.name}`;
      return `${time}  ${record.isSuccess ? 'ok    ' : 'FAILED'}  ${record.method.padEnd(10)}  ${name}  ${record.port === 0 ? record.address : hostPortOf(record)}${more(record)}`;
    });
  },
};

function more({about, count = 1, lastAtMs}: LoginRecord): string {
  if (about !== undefined) return `  ${about}`;
  return lastAtMs === undefined ? '' : `  ${count} times until ${new Date(lastAtMs).toISOString()}`;
}
