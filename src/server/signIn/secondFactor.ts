/** Second factors: set up, checked at each login, removed; a code works once. */
import {randomBytes} from 'node:crypto';
import {ChatError} from '../../shared/errors.ts';
import type {Context, ServerContext} from '../context.ts';
import {withLoginThrottle, recordLogin, requireAddressTry, requireFreeConnection} from './sessions.ts';
import type {Connection} from '../hub/connections.ts';
import {doerOf, recordDeed, type Doer} from '../audit/audit.ts';
import {recheckRequirementsOf} from '../moderation/recheckRequirements.ts';
import {targetOf} from '../moderation/targetOf.ts';
import {kickOf} from '../storeContract/sanctionRefusals.ts';
import {isSameFactor} from '../storeContract/signIn.ts';
import type {Account} from '../storeContract/store.ts';
import {codeHashOf} from '../door/code.ts';
import {passwordOf} from './passwordOf.ts';
import {base32, matchingStep, isNearCode, SECRET_BYTES} from './totp.ts';

const RECOVERY_CODES = 10;
/** Maximum of wrong codes during setup. */
const CONFIRMS_MAX = 10;

/** Secret of an account's second factor at some moment; `undefined` without one. */
type FactorThen = Uint8Array | undefined;

interface Begun {
  account: Account;
  secret: Uint8Array;
  /** Secret of the factor to be replaced. */
  before: FactorThen;
  tries: number;
  untilMs: number;
}
/** Time limit in ms to confirm a setup. */
const BEGUN_MS = 10 * 60_000;
/** How long a confirmation is valid for the following login, in ms. */
const CONFIRMED_MS = 120_000;
/** Connections that have just confirmed a second factor: the following login needs no other code. */
const confirmed = new WeakMap<Connection, {account: Account; factor: FactorThen; untilMs: number}>();
/** Secrets set up on a connection and not yet confirmed. */
const begun = new WeakMap<Connection, Begun>();

const notBegun = () => new ChatError('bad-request', 'no second factor was begun here');
const hasFactor = async ({store}: Context, {userId}: Account): Promise<boolean> =>
  (await store.secondFactorFind(userId)) !== undefined;

/** Ignores dashes and spaces. */
const recoveryForm = (typed: string): string => typed.toLowerCase().replaceAll(/[^a-z2-7]/g, '');
const RECOVERY = /^[a-z2-7]{16}$/;

/**
 * Passes if the account has no second factor, or it was confirmed on this connection just now. Resolves to the factor that was
 * asked for. @throws second-factor-needed without a code, second-factor-wrong
 */
export async function requireSecondFactor(
  {store, now, connection}: Context,
  {userId, passwordHash}: Account,
  code: string | undefined,
): Promise<FactorThen> {
  const factor = await store.secondFactorFind(userId);
  if (factor === undefined) return undefined;
  const {secret} = factor;
  const fresh = confirmed.get(connection);
  confirmed.delete(connection);
  const isSame =
    fresh?.account.userId === userId &&
    fresh.account.passwordHash === passwordHash &&
    isSameFactor(fresh.factor, secret);
  if (isSame && fresh.untilMs > now()) return secret;
  if (code === undefined || code === '') throw new ChatError('second-factor-needed');
  const step = matchingStep(secret, code, {nowMs: now(), lastStep: factor.lastStep});
  // The store consumes the code atomically: of two simultaneous logins with the same code, one is accepted.
  if (step !== undefined && (await store.secondFactorTake(userId, step))) return secret;
  const recovery = recoveryForm(code);
  if (RECOVERY.test(recovery) && (await store.recoveryTake(userId, codeHashOf(recovery)))) return secret;
  // If the factor was removed meanwhile, no code is needed any more.
  if ((await store.secondFactorFind(userId)) === undefined) return undefined;
  throw new ChatError('second-factor-wrong', whyNot(secret, code, now()));
}

/** A reason for somebody who has entered the right password, to whom it may be revealed that the code was valid. */
function whyNot(secret: Uint8Array, code: string, nowMs: number): string {
  if (matchingStep(secret, code, {nowMs, lastStep: 0}) !== undefined) return 'it was used already';
  return isNearCode(secret, code, nowMs) ? 'it is not the one of now: look again, and at the clock of your device' : '';
}

/** Checks the password, and the code if there is a second factor. @throws login-failed, login-delayed, second-factor-… */
export async function requireProof(
  context: Context,
  given: {name: string; password: string; code?: string | undefined},
  method: 'second-factor' | 'ssh-key' = 'second-factor',
): Promise<{account: Account; factor: FactorThen}> {
  const {name, password, code} = given;
  const {connection} = context;
  try {
    requireAddressTry(context, connection.address);
    return await withLoginThrottle(context, name, async () => {
      const account = await passwordOf(context, name, password);
      const factor = await requireSecondFactor(context, account, code);
      requireFreeConnection(context, account, context.connection.address);
      // The login that follows sends the same code, which was consumed here.
      if (method === 'ssh-key') confirmed.set(connection, {account, factor, untilMs: context.now() + CONFIRMED_MS});
      return {account, factor};
    });
  } catch (error) {
    recordLogin(context, connection, {name, isSuccess: false, method});
    throw error;
  }
}

/** Creates a secret, which takes effect after a code was confirmed; an existing one requires its code. */
export async function beginSecondFactor(
  context: Context,
  given: {name: string; password: string; code?: string | undefined},
): Promise<{secret: string; uri: string}> {
  const {account, factor: before} = await requireProof(context, given);
  const bytes = randomBytes(SECRET_BYTES);
  begun.set(context.connection, {account, secret: bytes, before, tries: 0, untilMs: context.now() + BEGUN_MS});
  const secret = base32(bytes);
  const label = encodeURIComponent(`chat-tui:${account.name}`);
  return {secret, uri: `otpauth://totp/${label}?secret=${secret}&issuer=chat-tui`};
}

/**
 * Resolves to one-time recovery codes. @throws second-factor-wrong, bad-request, login-failed, kicked, account-disabled,
 * second-factor-needed if another one was set up meanwhile
 */
export async function confirmSecondFactor(context: Context, code: string): Promise<string[]> {
  const {connection, store, now} = context;
  const one = begun.get(connection);
  if (one === undefined || one.untilMs <= now()) throw notBegun();
  const {secret, before} = one;
  const account = await store.accountFindById(one.account.userId);
  const kick = account && kickOf(account, now());
  // The password was changed meanwhile, so the caller may not be the one who set it.
  if (account?.passwordHash !== one.account.passwordHash || kick !== undefined) {
    begun.delete(connection);
    throw kick ?? new ChatError('login-failed');
  }
  const step = matchingStep(secret, code, {nowMs: now(), lastStep: 0});
  if (step === undefined) {
    if (++one.tries >= CONFIRMS_MAX) begun.delete(connection);
    throw new ChatError('second-factor-wrong');
  }
  begun.delete(connection);
  const codes = Array.from({length: RECOVERY_CODES}, () => base32(randomBytes(10)).toLowerCase());
  const isSet = await store.secondFactorSet({
    userId: account.userId,
    secret,
    before,
    lastStep: step,
    codeHashes: codes.map(codeHashOf),
    atMs: now(),
  });
  // If another factor was set up meanwhile, its code is required; if none is left, the setup has to be started again.
  if (!isSet) throw (await hasFactor(context, account)) ? new ChatError('second-factor-needed') : notBegun();
  confirmed.set(connection, {account, factor: secret, untilMs: now() + CONFIRMED_MS});
  recordDeed(context, doerOf(account, connection), {method: 'second-factor', about: 'on'});
  return codes.map(one16 => one16.replaceAll(/(.{4})(?=.)/g, '$1-'));
}

/** @throws login-failed, second-factor-needed, second-factor-wrong */
export async function endSecondFactor(
  context: Context,
  given: {name: string; password: string; code?: string | undefined},
): Promise<void> {
  const {account, factor} = await requireProof(context, given);
  if (!(await context.store.secondFactorEnd(account.userId, factor))) {
    if (await hasFactor(context, account)) throw new ChatError('second-factor-needed');
    // The factor was removed meanwhile.
    return;
  }
  recordDeed(context, doerOf(account, context.connection), {method: 'second-factor', about: 'off'});
  await recheckRequirementsOf(context, account.userId);
}

/** For people who have lost their device and recovery codes. @throws user-not-found, direct-self, not-allowed */
export async function dropSecondFactor(server: ServerContext, by: Doer, user: string): Promise<string> {
  const {userId, name} = await targetOf(server, by, user);
  await server.store.secondFactorDrop({userId, byUserId: by.userId});
  recordDeed(server, by, {method: 'second-factor', about: `off for @${name}`});
  await recheckRequirementsOf(server, userId);
  return name;
}
