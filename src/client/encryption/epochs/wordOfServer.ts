/**
 * Checks that members who are out of a conversation by the word of the server alone are so, as far as this client can see it:
 * otherwise a member could take out whom they like.
 */
import {ChatError} from '../../../shared/errors.ts';
import {memberChangeOf} from '../../../shared/entries/entry.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import {readLeave} from '../../../shared/sealed/consent.ts';
import {makerOf, memberOf} from '../../../shared/sealed/membership.ts';
import {readStatement, type ReadStatement} from '../../../shared/sealed/statement.ts';
import type {Core} from '../../core/core.ts';
import type {Accounts} from '../accounts.ts';
import {namesIn} from '../people.ts';
import type {Epoch} from './makingEpoch.ts';

interface Parts {
  roomId: number;
  before: Epoch;
  /** Verified, and the place of its entry. */
  next: {statement: ReadStatement; seq: number};
  /** Those that come after it, not verified yet. */
  later: readonly Buffer[];
}

/** Pages of the log that are looked through: more than are written under the same keys. */
const PAGES_MAX = 60;

/** Nobody who may has signed that they are out. */
function outUnsigned(before: ReadStatement, next: ReadStatement, accounts: Pick<Accounts, 'known'>): string[] {
  const claimed = new Set(next.serverLeft);
  const out = before.members.map(({name}) => name).filter(name => claimed.has(name) && !memberOf(next, name));
  if (out.length === 0) return [];
  const maker = makerOf(next, (name, n) => accounts.known(name)[n]);
  const signed = new Set(next.leaves.map(leave => readLeave(leave).name));
  return before.keepers.includes(maker ?? '') ? [] : out.filter(name => !signed.has(name));
}

/**
 * Refuses a statement that says so of somebody who is in the room, has the same keys, and went at no time. Where the log that
 * would show it is removed, or too long, nothing is refused. @throws statement-refused, and what asking throws
 */
export async function requireWordOfServer(
  client: Core,
  accounts: Pick<Accounts, 'known' | 'refresh'>,
  {roomId, before, next, later}: Parts,
): Promise<void> {
  const unsigned = outUnsigned(before.statement, next.statement, accounts);
  // Whoever was let in again is out no more, whatever had been said.
  const out = unsigned.filter(name => !later.some(one => hasMember(one, name)));
  if (out.length === 0) return;
  const people = await namesIn(client, roomId);
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

/** Or nothing can be said of their keys. */
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

/** All of these went before that place in the log, or have come after it; also where the log does not say. */
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
