/** Runs admin commands over the connection, page by page. */
import type {AdminAnswer} from '../../shared/admin/schemas.ts';
import type {AdminRow} from '../../shared/admin/field.ts';
import type {AdminCall} from '../../shared/admin/words.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {Params} from '../../shared/protocol.ts';
import type {Client} from '../client.ts';
import {pagesOf} from '../log/pagedList.ts';

export interface AdminPage {
  rows: AdminRow[];
  told: readonly string[];
  hasMore: boolean;
}

/** Sends an admin command: over the connection, or to the server's local socket. */
export type AskAdmin = (params: Params<'adminCommand'>) => Promise<AdminAnswer>;

/** @param shown maximum number of rows. @throws bad-answer when the server never ends the list */
export async function* adminPages(ask: AskAdmin, {name, args}: AdminCall, shown: number): AsyncGenerator<AdminPage> {
  let left = shown;
  const isList = shown !== Number.POSITIVE_INFINITY;
  const pages = pagesOf<AdminAnswer & {hasMore: boolean}, string>(
    async after => {
      const limit = Math.max(1, Math.min(FIXED_LIMITS.pageSizeMax, left));
      const answer = await ask({name, args, ...(isList && {limit}), ...(after !== undefined && {after})});
      left -= answer.rows.length;
      return {...answer, hasMore: answer.next !== undefined && left > 0};
    },
    ({next}) => next,
  );
  if (shown <= 0) return;
  const {readRows} = await import('../../shared/admin/schemas.ts');
  for await (const page of pages)
    yield {rows: readRows(name, page.rows), told: page.told, hasMore: page.next !== undefined};
}

/** All rows at once, for the screen. @throws not-allowed, and the errors of the command itself */
export async function listAdmin(client: Client, call: AdminCall, shown: number): Promise<AdminPage> {
  const all: AdminPage = {rows: [], told: [], hasMore: false};
  for await (const page of adminPages(params => client.request('adminCommand', params), call, shown)) {
    all.rows.push(...page.rows);
    all.told = [...all.told, ...page.told];
    all.hasMore = page.hasMore;
  }
  return all;
}
