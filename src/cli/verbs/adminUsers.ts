/** `admin users`: every account and from where it is connected. */
import type {Result} from '../../shared/protocol.ts';
import {pagesOf} from '../../client/log/pages.ts';
import {withSession} from '../account/logins.ts';
import {printTable} from '../output/printTable.ts';
import {timeOf} from '../../client/wording/timeText.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const adminUsers: Verb = {
  name: 'admin users',
  usage: '',
  summary: 'list all accounts and their connections',
  prints: 'User',
  options: [JSON_OPTION],
  examples: [['chat-tui admin users', 'name, role, state, last seen, addresses']],
  run: (shell, call) =>
    withSession(shell, async client => {
      const pages = pagesOf<Result<'adminUsers'>, string>(
        afterName => client.request('adminUsers', afterName === undefined ? {} : {afterName}),
        page => page.users.at(-1)?.user.name,
      );
      for await (const page of pages) {
        if (call.options.json === true) for (const {user, ...more} of page.users) shell.printJson({...user, ...more});
        else await printTable(shell, page.users.map(toRow));
      }
    }),
};

const toRow = ({user, lastSeenAtMs, connections}: Result<'adminUsers'>['users'][number]) => [
  `@${user.name}`,
  user.role,
  user.state,
  lastSeenOf(connections, lastSeenAtMs),
  connections.join(' '),
];

/** When somebody was last here is written down when they leave. */
function lastSeenOf(connections: readonly string[], lastSeenAtMs: number | undefined): string {
  if (connections.length > 0) return 'here now';
  return lastSeenAtMs === undefined ? 'never seen' : timeOf(lastSeenAtMs);
}
