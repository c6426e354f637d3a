/** Muting, banning, disabling, deleting; lists of sanctions and reports. */
import {loginOf} from '../../../shared/words/typedName.ts';
import {parseDuration} from '../../../shared/words/duration.ts';
import {ChatError} from '../../../shared/errors.ts';
import {FIXED_LIMITS, FOR_EVER_MS} from '../../../shared/limits.ts';
import {isNow} from '../../storeContract/sanctionRefusals.ts';
import {recordDeed} from '../../audit/audit.ts';
import {lockDeed} from '../../moderation/governance.ts';
import {purgeMessages} from '../../moderation/sweeping.ts';
import {
  banUser,
  disableAccount,
  enableAccount,
  eraseAccount,
  muteUser,
  unbanUser,
  unmuteUser,
} from '../../moderation/sanctions.ts';
import type {Account} from '../../storeContract/store.ts';
import {pageOf, type AdminBody} from '../body.ts';

const said = (sentence: string) => ({told: [sentence]});

export const mute: AdminBody<'mute'> = async (server, {by, args: {user, ...more}}) =>
  said(await muteUser(server, user, {by, ...more}));
export const unmute: AdminBody<'unmute'> = async (server, {by, args}) =>
  said(await unmuteUser(server, args.user, {by}));
export const ban: AdminBody<'ban'> = async (server, {by, args: {whom, ...more}}) =>
  said(await banUser(server, whom, {by, ...more}));
export const unban: AdminBody<'unban'> = async (server, {by, args}) => said(await unbanUser(server, args.whom, {by}));
export const disable: AdminBody<'disable'> = async (server, {by, args: {user, why}}) =>
  said(await disableAccount(server, user, {by, why}));
export const enable: AdminBody<'enable'> = async (server, {by, args}) =>
  said(await enableAccount(server, args.user, {by}));
export const deleteAccount: AdminBody<'delete-account'> = async (server, {by, args}) =>
  said(await eraseAccount(server, args.user, {by, isAll: args.messages === 'go'}));
/** Parses a number of messages (`20`) or a time span (`2h`). */
export const purge: AdminBody<'purge'> = async (server, {by, args: {user, last, room}}) => {
  const count = /^\d{1,5}$/.test(last) ? Number(last) : undefined;
  const ms = count === undefined ? parseDuration(last) : undefined;
  const isRight = count === undefined ? ms !== undefined && ms > 0 : count > 0 && count <= FIXED_LIMITS.purgedMax;
  if (!isRight) throw new ChatError('command-usage', 'purge @NAME 20 (at most 10000) or purge @NAME 2h');
  return said(await purgeMessages(server, user, {by, room, last: count === undefined ? {ms: ms ?? 0} : {count}}));
};

/** Prefix of a page position within the networks; no login name starts with it. */
const NETWORKS_AFTER = '~';

/** Lists sanctioned accounts by name, then banned networks, in pages. */
export const sanctionList: AdminBody<'sanctions'> = async ({store, now}, asked) => {
  const nowMs = now();
  const after = asked.after ?? '';
  const isAtNetworks = after.startsWith(NETWORKS_AFTER);
  const found = isAtNetworks ? [] : await store.sanctionList({afterName: after, limit: asked.limit + 1, nowMs});
  const page = pageOf<'sanctions', Account>(
    found,
    asked,
    account => ({whom: `@${account.name}`, ...whatOf(account, nowMs)}),
    last => last.name,
  );
  if (page.next !== undefined) return page;
  const accounts = page.rows ?? [];
  const last = isAtNetworks ? after.slice(NETWORKS_AFTER.length) : '';
  // The store returns networks in text order, so the page position can be compared as text.
  const left = (await store.networkBanList(nowMs)).filter(({network}) => network > last);
  const shown = left.slice(0, asked.limit - accounts.length);
  const rows = shown.map(({network, words, untilMs}) => ({whom: network, what: 'banned', ...endOf(untilMs), words}));
  const next = shown.length < left.length ? `${NETWORKS_AFTER}${shown.at(-1)?.network ?? last}` : undefined;
  return {rows: [...accounts, ...rows], next};
};

const endOf = (untilMs: number) => (untilMs >= FOR_EVER_MS ? {} : {untilMs});

/** The most severe sanction of an account. */
function whatOf({disabledWords, ban: banned, kick, mute: muted}: Account, nowMs: number) {
  if (disabledWords !== undefined) return {what: 'disabled', words: disabledWords};
  if (isNow(banned, nowMs)) return {what: 'banned', ...endOf(banned.untilMs), words: banned.words};
  if (isNow(kick, nowMs)) return {what: 'kicked', untilMs: kick.untilMs, words: kick.words};
  return {what: 'muted', ...endOf(muted?.untilMs ?? 0), words: muted?.words ?? ''};
}

export const reports: AdminBody<'reports'> = async ({store}, asked) => {
  const before = asked.after === undefined ? {} : {beforeId: Number(asked.after)};
  const found = await store.reportList({byUserId: asked.by.userId, ...before, limit: asked.limit + 1});
  return pageOf<'reports', (typeof found)[number]>(
    found,
    asked,
    row => row,
    ({reportId}) => String(reportId),
  );
};

export const settle: AdminBody<'settle'> = async (server, {by, args: {what}}) => {
  const {store, now} = server;
  const isNumber = /^\d{1,9}$/.test(what);
  const about = isNumber ? undefined : (await store.accountFind(loginOf(what)))?.userId;
  if (!isNumber && about === undefined) throw new ChatError('user-not-found', what.slice(0, 64));
  const which = about === undefined ? {reportId: Number(what)} : {aboutUserId: about};
  const count = await store.reportSettle({byUserId: by.userId, ...which, atMs: now()});
  return said(count === 1 ? 'One report is settled.' : `${count} reports are settled.`);
};

const setLock =
  (isLocked: boolean): AdminBody<'lock'> & AdminBody<'unlock'> =>
  async (server, {by, args: {room, why = ''}}: Parameters<AdminBody<'lock'>>[1]) => {
    const {store, newId, now} = server;
    const found = await store.roomFind(room.toLowerCase(), by.userId);
    if (found === undefined) throw new ChatError('room-not-found', `#${room}`.slice(0, 70));
    const change = {
      roomId: found.roomId,
      userId: by.userId,
      rules: {isLocked},
      reason: why.slice(0, 280).toWellFormed(),
    };
    await store.roomRulesSet({...change, entryId: newId(), atMs: now()});
    recordDeed(server, by, lockDeed(found.roomId, isLocked, change.reason));
    return said(`#${room} is ${isLocked ? 'locked' : 'open'} now.`);
  };

export const lock = setLock(true);
export const unlock = setLock(false);
