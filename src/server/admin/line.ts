/** The admin console: runs a line and answers with lines; completes names. */
import {readRows} from '../../shared/admin/schemas.ts';
import {adminCommandOf, ADMIN_NAMES, cellsOf} from '../../shared/admin/table.ts';
import {readAdminLine, usageOf, type AdminCall} from '../../shared/admin/words.ts';
import {ChatError} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import {tableOf} from '../../shared/text/table.ts';
import {display} from '../../shared/text/safeText.ts';
import type {ServerContext} from '../context.ts';
import {LOBBY} from '../../shared/model.ts';
import {SERVER_SENDER} from '../storeContract/store.ts';
import type {AdminActor} from './body.ts';
import {runAdmin} from './run.ts';

/** Maximum number of rows of a list. */
const SHOWN_MAX = 1_000;

const CONSOLE: AdminActor = {...SERVER_SENDER, role: 'server', isLocal: true};

const help = (): string[] =>
  tableOf([
    ...ADMIN_NAMES.map(name => [`${name} ${usageOf(adminCommandOf(name))}`.trim(), adminCommandOf(name).summary]),
    ['help', 'this list'],
  ]);

/** Accepts `kick @ann`, `/kick @ann` and `#kick @ann`. Errors meant for people become lines; all lines are safe to print. */
export async function runConsoleLine(server: ServerContext, line: string): Promise<readonly string[]> {
  const typed = line.trim().replace(/^[#/]/, '');
  if (typed === '') return [];
  const lines = await run(server, typed);
  return lines.map(one => display(one, 'line'));
}

async function run(server: ServerContext, line: string): Promise<readonly string[]> {
  const name = /^\S*/.exec(line)?.[0].toLowerCase() ?? '';
  if (name === 'help' || name === '?') return help();
  try {
    const call = readAdminLine(line);
    if (call === undefined) return [`There is no command ${name}. Use help to see them all.`];
    return await answerOf(server, call);
  } catch (error) {
    if (error instanceof ChatError) return [error.message];
    server.log.error({error, command: name}, 'a console command failed');
    return ['The command failed; the log says more.'];
  }
}

async function answerOf(server: ServerContext, {name, args}: AdminCall): Promise<readonly string[]> {
  const {lines, ...params} = args;
  const shownMax = Math.min(typeof lines === 'number' ? lines : (adminCommandOf(name).shown ?? SHOWN_MAX), SHOWN_MAX);
  const cells: (readonly (string | number)[])[] = [];
  const told: string[] = [];
  let after: string | undefined;
  do {
    const limit = Math.min(FIXED_LIMITS.pageSizeMax, shownMax - cells.length);
    if (limit <= 0) break;
    const answer = await runAdmin(server, CONSOLE, {name, args: params, limit, ...(after !== undefined && {after})});
    cells.push(...cellsOf(name, readRows(name, answer.rows)));
    told.push(...answer.told);
    after = answer.next;
  } while (after !== undefined);
  return [...tableOf(cells), ...told];
}

/** Names offered for completion. */
const NAMES_MAX = 1_000;

/** Names that the console completes: connected users and #lobby. */
export interface CompletionNames {
  people: readonly string[];
  rooms: readonly string[];
}

export function completionNames({connections}: ServerContext): CompletionNames {
  const names = new Set<string>();
  for (const {account} of connections.all()) {
    if (account !== undefined) names.add(account.name);
    if (names.size >= NAMES_MAX) break;
  }
  return {people: [...names].toSorted(), rooms: [LOBBY.name]};
}
