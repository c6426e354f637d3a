/**
 * Checks that members who are missing from a new epoch without any signature have really left, according to the log;
 * otherwise any member could drop others by claiming so.
 */
import {ChatError} from '../../../shared/errors.ts';
import {memberChangeOf} from '../../../shared/entries/entry.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import {readLeave} from '../../../shared/sealed/consent.ts';
import {makerOf, memberOf} from '../../../shared/sealed/membership.ts';
import {readStatement, type ReadStatement} from '../../../shared/sealed/statement.ts';
import type {Core} from '../../core/core.ts';
import type {Accounts} from '../accounts.ts';
import {memberNamesOnServer} from '../people.ts';
import type {Epoch} from './makingEpoch.ts';

interface Parts {
  roomId: number;
  before: Epoch;
  /** The new statement, already verified, and the seq of its entry. */
  next: {statement: ReadStatement; seq: number};
  /** The statements after it, not verified yet. */
  later: readonly Buffer[];
}

/** Maximum number of log pages that are searched: more than one epoch can contain. */
const PAGES_MAX = 60;

/** Members who are missing in `next` by the server's word: no leave was signed, and its maker is no keeper. */
function outUnsigned(before: ReadStatement, next: ReadStatement, accounts: Pick<Accounts, 'known'>): string[] {
  const claimed = new Set(next.serverLeft);
  const out = before.members.map(({name}) => name).filter(name => claimed.has(name) && !memberOf(next, name));
  if (out.length === 0) return [];
  const maker = makerOf(next, (name, n) => accounts.known(name)[n]);
  const signed = new Set(next.leaves.map(leave => readLeave(leave).name));
  return before.keepers.includes(maker ?? '') ? [] : out.filter(name => !signed.has(name));
}

/**
 * Refuses a statement that drops a member who is still in the room with the same keys and never left. When the log that would
 * show it was removed, or is too long, the statement is accepted.
 * @throws statement-refused, and errors of the requests
 */
export async function requireWordOfServer(
  client: Core,
  accounts: Pick<Accounts, 'known' | 'refresh'>,
  {roomId, before, next, later}: Parts,
): Promise<void> {
  const unsigned = outUnsigned(before.statement, next.statement, accounts);
  // A member who was let in again later is not missing any more.
  const out = unsigned.filter(name => !later.some(one => hasMember(one, name)));
  if (out.length === 0) return;
  const people = await memberNamesOnServer(client, roomId);
  const here = new Set(out.filter(name => people.has(name)));
  for (const name of here) if (await isBegunAnew(before.statement, name, accounts)) here.delete(name);
  if (here.size > 0 && !(await haveGone(client, here, {roomId, fromSeq: before.seq, seq: next.seq})))
    throw new ChatError('statement-refused', [...here].map(name => `@${name}`).join(' '));
}

function hasMember(statement: Buffer, name: string): boolean {
  try {
    return memberOf(readStatement(statement), name) !== undefined;
  } catch (error) {
    if (error instanceof ChatError) return false;
    throw error;
  }
}

/** Whether the person has restarted their keys since `before`; also true when their keys cannot be checked. */
async function isBegunAnew(
  before: ReadStatement,
  name: string,
  accounts: Pick<Accounts, 'known' | 'refresh'>,
): Promise<boolean> {
  const states = await accounts.refresh(name).catch((error: unknown) => {
    if (!(error instanceof ChatError) || error.canRetry) throw error;
    return undefined;
  });
  const stated = states?.[memberOf(before, name)?.accountN ?? -1];
  return stated === undefined || stated.era !== states?.at(-1)?.era;
}

/**
 * Whether each of these people left before `seq`, or joined after it; also true when the log does not reach back far enough.
 */
async function haveGone(
  client: Core,
  names: ReadonlySet<string>,
  {roomId, fromSeq, seq}: {roomId: number; fromSeq: number; seq: number},
): Promise<boolean> {
  const left = new Set(names);
  let at = fromSeq;
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const page = await client.line.request('entryList', {
      roomId,
      afterSeq: at,
      limit: FIXED_LIMITS.pageSizeMax,
    });
    if ((page.firstSeq ?? 0) > fromSeq + 1) return true;
    for (const entry of page.entries) {
      const change = memberChangeOf(entry);
      if (change === undefined) continue;
      if ('goes' in change && entry.seq < seq) left.delete(change.goes);
      if ('comes' in change && entry.seq > seq) left.delete(change.comes);
    }
    if (left.size === 0) return true;
    const last = page.entries.at(-1)?.seq ?? 0;
    if (last <= at || last >= page.lastSeq) return false;
    at = last;
  }
  return true;
}
