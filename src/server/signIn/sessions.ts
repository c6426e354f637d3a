/** Login sessions: tokens, authentication of connections, and a record of every attempt. */
import {createHash} from 'node:crypto';
import {ChatError, kindOf, refusal} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {Connection} from '../hub/connections.ts';
import {kickOf} from '../storeContract/sanctionRefusals.ts';
import type {Context, ServerContext} from '../context.ts';
import type {Asker} from '../door/passwords/hashQueue.ts';
import {networkPrefixOf} from '../network.ts';
import {storable} from '../storeContract/storable.ts';
import type {ProgramGrant} from '../storeContract/signIn.ts';
import type {Account} from '../storeContract/store.ts';
import {quotaRefusal} from './connectionQuota.ts';

/**
 * Hash of a token, which is all that the server stores of it. Copied into the shared buffer pool, because a buffer of its own
 * takes ten times as much memory.
 */
export const tokenHashOf = (token: string): Uint8Array => Buffer.from(createHash('sha256').update(token).digest());

interface Attempt {
  /** Login name as typed. */
  name: string;
  isSuccess: boolean;
  method: 'password' | 'token' | 'register' | 'reset' | 'second-factor' | 'ssh-key' | 'logout' | 'disconnect';
  about?: string;
}

type Place = Pick<Connection, 'address' | 'port'>;

/** Does not wait, because on a full disk people must still be able to read. Always logged. */
export function recordLogin(server: ServerContext, {address, port}: Place, attempt: Attempt): void {
  const {isSuccess, method, about = ''} = attempt;
  if (!isSuccess && !server.refusals.take(address)) return;
  const name = storable(attempt.name.slice(0, 64));
  const isEnd = method === 'logout' || method === 'disconnect';
  if (isSuccess && !isEnd) server.loginThrottle.seen({name, network: networkPrefixOf(address)});
  const note = () => server.log.info({name, address, port, isSuccess, method}, isEnd ? 'login ended' : 'login');
  // Every shell verb uses a stored login, so uses are counted, and logged and recorded only once per day and address.
  const isUse = isSuccess && method === 'token';
  if (!isUse) note();
  server.store
    .loginRecord({name, address, port, atMs: server.now(), isSuccess, method, about})
    .then(isNew => (isUse && isNew ? note() : undefined))
    .catch((error: unknown) => server.log.error({error}, 'a login could not be recorded'));
}

const COUNT_SHOWN_MAX = 999_999;

/** Stores counted refusals as one row per address; before the record is read, and when the server closes. */
export async function recordCounted({refusals, store, log, now}: ServerContext): Promise<void> {
  const rows = [...refusals.drain()].map(async ([address, count]) => {
    const method = `and ${Math.min(count, COUNT_SHOWN_MAX)} more`;
    log.info({address, isSuccess: false, method}, 'login');
    await store.loginRecord({name: '', address, port: 0, atMs: now(), isSuccess: false, method});
  });
  await Promise.all(rows).catch((error: unknown) => log.error({error}, 'refused logins could not be recorded'));
}

/** Program tokens have a separate limit, so that programs cannot lock people out of their account. */
const connectionsTaken = ({connections}: ServerContext, {userId}: Account, isToken: boolean): number =>
  connections.of(userId).filter(({grant}) => (grant !== undefined) === isToken).length;

/** The limit that one more connection would exceed: that of the account, or of its network. */
function placeRefusal(
  server: ServerContext,
  account: Account & {grant?: ProgramGrant},
  address: string,
): ChatError | undefined {
  const max = FIXED_LIMITS.connectionsPerUserMax;
  if (connectionsTaken(server, account, account.grant !== undefined) >= max)
    return refusal('too-many-connections', String(max));
  return quotaRefusal(server, address, 1);
}

/** @param address of the connection @throws kicked, too-many-connections, network-full */
export function requireFreeConnection(
  server: ServerContext,
  account: Account & {grant?: ProgramGrant},
  address: string,
): void {
  const kick = kickOf(account, server.now());
  if (kick !== undefined) throw kick;
  const full = placeRefusal(server, account, address);
  if (full !== undefined) throw full;
}

/** @throws network-banned, too-many-requests */
export function requireAddressTry(server: ServerContext, address: string): void {
  requireNoBan(server, address);
  const waitSeconds = server.addressTries.take(networkPrefixOf(address));
  if (waitSeconds > 0) throw refusal('too-many-requests', String(waitSeconds));
}

/** @throws network-banned */
export function requireNoBan({networkBans, now}: ServerContext, address: string): void {
  const refusal = networkBans.refusal(address, now());
  if (refusal !== undefined) throw refusal;
}

/**
 * Limits logins with a token. Cheaper than the login itself: checks no password and writes nothing. @throws admission-delayed,
 * too-many-requests
 */
export function requireAdmission(
  {admission, sessionOpenings}: ServerContext,
  account: Account & {grant?: ProgramGrant},
): void {
  const {userId, grant} = account;
  const ownSeconds = sessionOpenings.take(grant === undefined ? userId : `tokens of ${userId}`);
  if (ownSeconds > 0) throw refusal('too-many-requests', String(ownSeconds));
  const waitSeconds = admission.take();
  if (waitSeconds > 0) throw refusal('admission-delayed', String(waitSeconds));
}

/**
 * Runs `check`, which throws `login-failed` for a wrong password, unless the login throttle refuses. Unknown names are counted in
 * the same way. Logged-in devices are not delayed by attempts of others. @throws login-delayed, too-many-requests, login-failed
 */
export async function withLoginThrottle<T>(
  {loginThrottle, connection}: Context,
  name: string,
  check: () => Promise<T>,
): Promise<T> {
  const attempt = {
    name: connection.account?.name === name ? connection.account.userId : name,
    network: networkPrefixOf(connection.address),
  };
  const wait = loginThrottle.take(attempt);
  if (wait !== undefined) throw refusal(wait.isForWrong ? 'login-delayed' : 'too-many-requests', String(wait.seconds));
  try {
    const checked = await check();
    loginThrottle.right(attempt);
    return checked;
  } catch (error) {
    if (error instanceof ChatError && kindOf(error.code).isWrongGuess === true) loginThrottle.wrong(attempt);
    else loginThrottle.undecided(attempt);
    throw error;
  }
}

/** The asker of a password hash. @param name of the account */
export function askerOf({loginThrottle, connection}: Context, name: string): Asker {
  const {account, address} = connection;
  const network = networkPrefixOf(address);
  const isKnown = account !== undefined || loginThrottle.isKnown({name, network});
  return {line: isKnown ? `${name} ${network}` : network, isKnown, isGone: () => connection.isEnding};
}

interface Grant {
  account: Account;
  deviceName?: string | undefined;
  /** Default: by a password or a reset link. */
  isBySshKey?: boolean;
  /** Checked again when the session is stored, as the password may have been changed. */
  isStillRight?: () => Promise<boolean>;
}

/** Creates a session; an anonymous connection becomes the account's. @throws login-failed */
export async function grantSession(
  context: Context,
  {account, deviceName = '', isBySshKey = false, isStillRight}: Grant,
): Promise<{token: string; name: string}> {
  const {connection, store, connections} = context;
  const token = context.newToken();
  const tokenHash = tokenHashOf(token);
  const atMs = context.now();
  await store.sessionCreate({
    tokenHash,
    userId: account.userId,
    deviceName: storable(deviceName),
    createdAtMs: atMs,
    lastUsedAtMs: atMs,
    address: connection.address,
    isBySshKey,
  });
  const isRight = isStillRight === undefined || (await isStillRight());
  const missing = await context.missingRequirement({...account, isBySshKey});
  // Read last, with no `await` before the connection is registered for the person: they may have been kicked or have got another
  // role.
  const current = await store.sessionFind(tokenHash, atMs);
  // The connection was closed while the password was checked, so the token must not stay valid.
  const reason = connection.isEnding
    ? refusal('disconnected')
    : (context.networkBans.refusal(connection.address, context.now()) ??
      (current && kickOf(current, context.now())) ??
      (connection.account === undefined ? placeRefusal(context, account, connection.address) : undefined));
  if (!isRight || current === undefined || reason !== undefined) {
    await store.sessionDelete(tokenHash);
    throw reason ?? refusal('login-failed');
  }
  if (connection.account === undefined && missing === undefined) {
    connection.account = current;
    connection.isLoggedInHere = true;
    connection.tokenHash = tokenHash;
    connections.add(connection);
    context.lifetime.connectionsChanged({connected: 1, signedIn: connections.count()});
  }
  return {token, name: account.name};
}

/**
 * Checks again after the handshake: the session may have ended, the person been kicked or given another role, or the quota
 * been used up meanwhile.
 */
export async function confirmLogin(server: ServerContext, connection: Connection): Promise<void> {
  const {store, networkBans, now} = server;
  const {account, tokenHash, grant} = connection;
  if (account === undefined || tokenHash === undefined) return;
  if (connectionsTaken(server, account, grant !== undefined) > FIXED_LIMITS.connectionsPerUserMax) {
    connection.end('too-many-connections', String(FIXED_LIMITS.connectionsPerUserMax));
    return;
  }
  const full = quotaRefusal(server, connection.address);
  if (full !== undefined) return connection.end(full.code, full.detail);
  const current = await store.sessionFind(tokenHash, now());
  const kick = networkBans.refusal(connection.address, now()) ?? (current && kickOf(current, now()));
  if (current === undefined) connection.end('session-expired');
  else if (kick !== undefined) connection.end(kick.code, kick.detail);
  // The account with its current role.
  else connection.account = current;
}

/** Ends the connections of a person, all or those of certain tokens, and transfers with an invalid token. */
export function endConnections(
  {connections, files}: ServerContext,
  userId: number,
  isMeant: (tokenHash: Uint8Array) => boolean,
): void {
  for (const connection of connections.of(userId)) {
    if (isMeant(connection.tokenHash ?? new Uint8Array())) connection.end('logged-out');
  }
  files.recheck(userId);
}

export const isSameToken = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;
