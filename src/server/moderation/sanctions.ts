/** Muting, banning, disabling and deleting accounts, with immediate effect on connections and transfers. */
import {durationText} from '../../shared/words/duration.ts';
import {idNamed} from '../../shared/entries/entryId.ts';
import {ChatError} from '../../shared/errors.ts';
import {FOR_EVER_MS} from '../../shared/limits.ts';
import {mayOnServer} from '../../shared/access/roles.ts';
import type {ServerContext} from '../context.ts';
import {isIn, networkText, readNetwork, type Network} from '../door/networkBans.ts';
import {storable} from '../storeContract/storable.ts';
import {SERVER_SENDER, type Account} from '../storeContract/store.ts';
import {targetOf} from './targetOf.ts';
import {removeEverything} from './sweeping.ts';
import {requireWordsAllowed} from './muteRefusal.ts';
import {recordDeed, type Deed, type Doer} from '../audit/audit.ts';
import {kickOf, muteOf, type Sanction} from '../storeContract/sanctionRefusals.ts';

export interface SanctionRequest {
  by: Doer;
  /** Permanent if absent. */
  forMs?: number | undefined;
  why?: string | undefined;
}

const wordsOf = ({by, why = ''}: SanctionRequest): string =>
  storable(why === '' ? by.name : `${by.name} (${why.slice(0, 200)})`);

const toSanction = (server: ServerContext, asked: SanctionRequest): Sanction => ({
  untilMs: asked.forMs === undefined ? FOR_EVER_MS : server.now() + asked.forMs,
  words: wordsOf(asked),
});

const timeOf = ({forMs}: SanctionRequest): string => (forMs === undefined ? 'for good' : `for ${durationText(forMs)}`);

function record(server: ServerContext, asked: SanctionRequest, method: Deed['method'], what: string): void {
  const why = asked.why === undefined || asked.why === '' ? '' : `: ${asked.why}`;
  server.log.info({by: asked.by.name, what}, method);
  recordDeed(server, asked.by, {method, about: `${what}${why}`});
}

/** Ends a person's connections and transfers with this error. */
function shutOut({connections, files}: ServerContext, userId: number, refusal: ChatError | undefined): void {
  for (const connection of connections.of(userId)) connection.end(refusal?.code ?? 'logged-out', refusal?.detail);
  files.recheck(userId);
}

/** Mutes a person, who is told and can still read. @throws user-not-found, direct-self, not-allowed, muted with a reason */
export async function muteUser(server: ServerContext, typed: string, asked: SanctionRequest): Promise<string> {
  const {userId, name} = await targetOf(server, asked.by, typed);
  await requireWordsAllowed(server, asked.by, asked.why);
  const sanction = toSanction(server, asked);
  await server.store.muteSet({userId, byUserId: asked.by.userId, sanction});
  for (const connection of server.connections.of(userId)) connection.quitMessage = '';
  server.presence.setMuted(userId, sanction.untilMs);
  record(server, asked, 'mute', `@${name} ${timeOf(asked)}`);
  tellMuted(server, userId, muteOf({mute: sanction}, server.now())?.detail ?? '');
  return `@${name} is muted ${timeOf(asked)}.`;
}

/** @throws user-not-found, direct-self, not-allowed */
export async function unmuteUser(server: ServerContext, typed: string, asked: SanctionRequest): Promise<string> {
  const {userId, name} = await targetOf(server, asked.by, typed);
  await server.store.muteSet({userId, byUserId: asked.by.userId});
  server.presence.setMuted(userId, 0);
  record(server, asked, 'mute', `@${name} may write again`);
  tellMuted(server, userId, '');
  return `@${name} may write again.`;
}

const tellMuted = ({connections}: ServerContext, userId: number, words: string): void =>
  connections.tell(userId, 'muteChanged', {words});

/**
 * Bans an account, an address or a network. @throws user-not-found, direct-self, not-allowed, network-invalid, network-own,
 * muted with a reason
 */
export async function banUser(server: ServerContext, whom: string, asked: SanctionRequest): Promise<string> {
  await requireWordsAllowed(server, asked.by, asked.why);
  const network = readNetwork(whom);
  if (network !== undefined) return banNetwork(server, network, asked);
  if (/[/:]|^[\d.]+$/.test(whom)) throw new ChatError('network-invalid', whom.slice(0, 64));
  const account = await targetOf(server, asked.by, whom);
  const {userId, name} = account;
  const sanction = toSanction(server, asked);
  await server.store.banSet({userId, byUserId: asked.by.userId, sanction});
  shutOut(server, userId, kickOf({...account, ban: sanction}, server.now()));
  record(server, asked, 'ban', `@${name} ${timeOf(asked)}`);
  return `@${name} is banned ${timeOf(asked)}.`;
}

/** @throws not-allowed, network-own if the network contains the caller, or somebody with a higher role */
async function banNetwork(server: ServerContext, network: Network, asked: SanctionRequest): Promise<string> {
  const {store, connections, files, networkBans, now} = server;
  const {by} = asked;
  // The permission is checked first, because later errors reveal who is connected from where.
  const account = by.userId === SERVER_SENDER.userId ? undefined : await store.accountFindById(by.userId);
  if (account !== undefined && !mayOnServer(account.role, 'networkBan')) throw new ChatError('not-allowed');
  const own = by.address === undefined || by.address === 'local' ? ['127.0.0.1', '::1'] : [by.address];
  if (own.some(address => isIn(address, network))) throw new ChatError('network-own', networkText(network));
  const inside = [...connections.all()].filter(({address}) => isIn(address, network));
  if (inside.some(({account}) => account?.role === 'owner' || account?.role === 'admin'))
    throw new ChatError('network-own', networkText(network));
  await store.networkBanSet({
    byUserId: by.userId,
    network: networkText(network),
    sanction: toSanction(server, asked),
    atMs: now(),
  });
  networkBans.set(await store.networkBanList(now()));
  for (const connection of connections.all()) {
    const refusal = networkBans.refusal(connection.address, now());
    if (refusal !== undefined) connection.end(refusal.code, refusal.detail);
  }
  files.recheckAll();
  record(server, asked, 'ban', `${networkText(network)} ${timeOf(asked)}`);
  return `${networkText(network)} is banned ${timeOf(asked)}.`;
}

/** @throws user-not-found, not-allowed, network-invalid */
export async function unbanUser(server: ServerContext, whom: string, asked: SanctionRequest): Promise<string> {
  const {store, networkBans, now} = server;
  const {userId: byUserId} = asked.by;
  const network = readNetwork(whom);
  if (network !== undefined) {
    const wasThere = await store.networkBanSet({byUserId, network: networkText(network), atMs: now()});
    if (!wasThere) throw new ChatError('network-invalid', networkText(network));
    networkBans.set(await store.networkBanList(now()));
    record(server, asked, 'ban', `${networkText(network)} may come in again`);
    return `${networkText(network)} is not banned any more.`;
  }
  const {userId, name} = await targetOf(server, asked.by, whom);
  await store.banSet({userId, byUserId});
  record(server, asked, 'ban', `@${name} may come in again`);
  return `@${name} is not banned any more.`;
}

/**
 * Ends all sessions of an account and refuses logins until it is enabled. @throws user-not-found, direct-self, not-allowed,
 * muted with a reason
 */
export async function disableAccount(server: ServerContext, typed: string, asked: SanctionRequest): Promise<string> {
  const {store} = server;
  const account = await targetOf(server, asked.by, typed);
  await requireWordsAllowed(server, asked.by, asked.why);
  const {userId, name} = account;
  const words = wordsOf(asked);
  await store.disabledSet({userId, byUserId: asked.by.userId, words});
  await store.sessionDeleteAll(userId);
  shutOut(server, userId, kickOf({...account, disabledWords: words}, server.now()));
  record(server, asked, 'disable', `@${name}`);
  return `The account @${name} is disabled.`;
}

/** @throws user-not-found, direct-self, not-allowed */
export async function enableAccount(server: ServerContext, typed: string, asked: SanctionRequest): Promise<string> {
  const {userId, name} = await targetOf(server, asked.by, typed);
  await server.store.disabledSet({userId, byUserId: asked.by.userId});
  record(server, asked, 'disable', `@${name} is enabled again`);
  return `The account @${name} is enabled.`;
}

/**
 * Deletes an account and its files; its messages stay as those of a former member, or are deleted too. @throws user-not-found,
 * direct-self, not-allowed
 */
export async function eraseAccount(
  server: ServerContext,
  typed: string,
  asked: SanctionRequest & {isAll?: boolean},
): Promise<string> {
  const {store, files, newId, now, displayNames} = server;
  const {userId, name, displayName} = await targetOf(server, asked.by, typed);
  // The account is disabled first, so that nothing new arrives while its files are being removed.
  await store.disabledSet({userId, byUserId: asked.by.userId, words: wordsOf(asked)});
  await store.sessionDeleteAll(userId);
  shutOut(server, userId, new ChatError('logged-out'));
  let count = 0;
  for (;;) {
    const left = await store.filesOf({userId, limit: FILES_AT_ONCE});
    for (const fileId of left) {
      const change = {fileId, userId: asked.by.userId, state: 'cancelled' as const, entryId: newId(), atMs: now()};
      await store.fileSettle({...change, isByAdmin: true});
      await files.remove(fileId);
      count++;
    }
    if (left.length < FILES_AT_ONCE) break;
  }
  const messages = asked.isAll === true ? await removeEverything(server, userId, asked.by) : undefined;
  await store.accountDelete({userId, byUserId: asked.by.userId, atMs: now()});
  displayNames.free({userId, name, displayName});
  const said = messages === undefined ? 'what it said stays, by a former member' : `its ${messages} messages are gone`;
  record(server, asked, 'erase', `@${name}, ${count} files${messages === undefined ? '' : `, ${messages} messages`}`);
  return `The account @${name} and its ${count === 1 ? 'file is' : `${count} files are`} deleted; ${said}.`;
}

const FILES_AT_ONCE = 100;

export interface ReportRequest {
  by: {userId: number; name: string};
  name?: string | undefined;
  place?: {roomId: number; seq: number} | undefined;
  reason: string;
}

/**
 * Stores a report for the moderators, and puts it into the notes and inboxes of all of them. @throws user-not-found, not-in-room,
 * entry-not-found
 */
export async function report(server: ServerContext, {by, name, place, reason}: ReportRequest): Promise<void> {
  const {store, connections, now, log} = server;
  const aboutUserId = name === undefined ? undefined : (await store.accountFind(name))?.userId;
  if (name !== undefined && aboutUserId === undefined) throw new ChatError('user-not-found', name);
  const made = await store.reportMake({
    byUserId: by.userId,
    ...(aboutUserId !== undefined && {aboutUserId}),
    ...(place !== undefined && {place}),
    reason: storable(reason),
    atMs: now(),
  });
  log.info({by: by.name, about: made.about, reportId: made.reportId}, 'report');
  for (const {userId} of made.moderators) {
    const why = reason === '' ? '' : `: ${reason}`;
    const text =
      `There is a report by ${by.name} about ${made.about}${why}\nUse /reports; settle it with /admin settle ` +
      `${made.reportId}`;
    const entryId = idNamed(`report:${made.reportId}:${userId}`);
    await store.notesTell({userId, entryId, text: storable(text), atMs: now()});
  }
  for (const connection of connections.all()) {
    if (connection.isOpen && connection.account !== undefined && mayRead(connection.account))
      connection.tell('reportMade', {reportId: made.reportId, by: by.name, about: made.about, reason});
  }
}

const mayRead = ({role}: Account): boolean => mayOnServer(role, 'reportList');
