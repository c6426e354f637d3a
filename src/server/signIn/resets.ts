/** Password resets: an admin creates a link that works once and lets its holder set a new password. */
import {DAY_MS} from '../../shared/limits.ts';
import {RESET_CODE} from '../../shared/address.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Context, ServerContext} from '../context.ts';
import {
  askerOf,
  endConnections,
  grantSession,
  withLoginThrottle,
  recordLogin,
  requireAddressTry,
  requireFreeConnection,
} from './sessions.ts';
import {recordDeed, type Doer} from '../audit/audit.ts';
import {targetOf} from '../moderation/targetOf.ts';
import {requirePasswordIsEnough} from './required.ts';
import {requireSecondFactor} from './secondFactor.ts';
import {codeHashOf} from '../door/code.ts';

const FOR_MS = DAY_MS;

/** @throws user-not-found, direct-self, not-allowed, owner-stays */
export async function makeReset(
  server: ServerContext,
  by: Doer,
  {user, forMs = FOR_MS}: {user: string; forMs?: number | undefined},
): Promise<{name: string; link: string; expiresAtMs: number}> {
  const {store, newToken, now, log} = server;
  const {userId, name} = await targetOf(server, by, user);
  const resetCode = `rst_${newToken().slice(3)}`;
  const expiresAtMs = now() + forMs;
  await store.passwordResetCreate({userId, byUserId: by.userId, codeHash: codeHashOf(resetCode), expiresAtMs});
  log.info({by: by.name, name}, 'a link to reset a password was made');
  recordDeed(server, by, {method: 'reset', about: `a link for @${name}`});
  return {name, link: server.linkOf({resetCode}), expiresAtMs};
}

/** Finds the account of a reset link. @throws reset-over, too-many-requests */
export async function findReset(context: Context, resetCode: string): Promise<{userId: number; name: string}> {
  requireAddressTry(context, context.connection.address);
  if (!RESET_CODE.test(resetCode)) throw new ChatError('reset-over');
  return context.store.passwordResetFind(codeHashOf(resetCode), context.now());
}

interface Reset {
  resetCode: string;
  password: string;
  code?: string | undefined;
  deviceName?: string | undefined;
}

/**
 * Ends every session of the account and logs the caller in. @throws reset-over, second-factor-…, password-…, kicked, banned,
 * account-disabled
 */
export async function useReset(
  context: Context,
  {resetCode, password, code, deviceName}: Reset,
): Promise<{token: string; name: string}> {
  const {store, passwords, connection, now} = context;
  const attempt = (name: string, isSuccess: boolean) =>
    recordLogin(context, connection, {name, isSuccess, method: 'reset'});
  let name = '';
  let userId: number;
  try {
    ({userId, name} = await findReset(context, resetCode));
    const account = await store.accountFindById(userId);
    if (account === undefined) throw new ChatError('reset-over');
    requireFreeConnection(context, account, connection.address);
    await requirePasswordIsEnough(context, account);
    await passwords.check(password, name, account.displayName);
    await withLoginThrottle(context, name, () => requireSecondFactor(context, account, code));
    const passwordHash = await passwords.hash(password, askerOf(context, name));
    await store.passwordResetUse({codeHash: codeHashOf(resetCode), passwordHash, atMs: now()});
  } catch (error) {
    attempt(name, false);
    throw error;
  }
  attempt(name, true);
  endConnections(context, userId, () => true);
  const account = await store.accountFindById(userId);
  if (account === undefined) throw new ChatError('reset-over');
  return grantSession(context, {account, deviceName});
}
