/** Login by SSH key: keys of an account, and a challenge bound to this server that can be signed once. */
import {ChatError} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import {loginMessage, readSshKey, signedData, sshFingerprint} from '../../shared/access/sshKey.ts';
import type {Context, ServerContext} from '../context.ts';
import {grantSession, withLoginThrottle, recordLogin, requireAddressTry, requireFreeConnection} from './sessions.ts';
import type {Connection} from '../hub/connections.ts';
import {doerOf, recordDeed, type Doer} from '../audit/audit.ts';
import {recheckRequirementsOf} from '../moderation/recheckRequirements.ts';
import {targetOf} from '../moderation/targetOf.ts';
import {storable} from '../storeContract/storable.ts';
import type {Account} from '../storeContract/store.ts';
import {hasSshKey, isSshKeyRequired, requireLoginRequirements} from './required.ts';
import {requireProof, requireSecondFactor} from './secondFactor.ts';
import {isSignedBy, toPublicKey} from './sshSignature.ts';

const CHALLENGE_MS = 120_000;
const challenges = new WeakMap<Connection, {text: string; untilMs: number}>();

/** @throws ssh-key-invalid, ssh-key-there, too-many-keys */
export const addSshKey = (context: Context, line: string): Promise<string> => addFor(context, context.me, line);

/** Adds the first key by password, only where keys are required and there is none. @throws not-allowed, as `addSshKey` */
export async function beginSshKey(
  context: Context,
  given: {name: string; password: string; code?: string | undefined},
  line: string,
): Promise<string> {
  const {account} = await requireProof(context, given, 'ssh-key');
  if (!isSshKeyRequired(context.settings, account.role) || (await hasSshKey(context, account.userId)))
    throw new ChatError('not-allowed');
  return addFor(context, account, line);
}

async function addFor(context: Context, me: Account, line: string): Promise<string> {
  const {connection, store, now} = context;
  const key = readSshKey(line);
  if (key === undefined || toPublicKey(key.blob) === undefined) throw new ChatError('ssh-key-invalid');
  const {blob, fingerprint, comment} = key;
  await store.sshKeyAdd({
    userId: me.userId,
    fingerprint,
    blob,
    comment: storable(comment).slice(0, FIXED_LIMITS.deviceNameLengthMax).toWellFormed(),
    atMs: now(),
  });
  recordDeed(context, doerOf(me, connection), {method: 'ssh-key', about: `${fingerprint} added`});
  return fingerprint;
}

/** @throws ssh-key-not-found */
export async function removeSshKey(context: Context, fingerprint: string): Promise<void> {
  const {me, connection, store} = context;
  if (!(await store.sshKeyRemove(me.userId, fingerprint)))
    throw new ChatError('ssh-key-not-found', fingerprint.slice(0, 64));
  recordDeed(context, doerOf(me, connection), {method: 'ssh-key', about: `${fingerprint} removed`});
  await recheckRequirementsOf(context, me.userId);
}

/** For people who have lost their keys. @throws user-not-found, direct-self, not-allowed */
export async function dropSshKeys(server: ServerContext, by: Doer, user: string): Promise<string> {
  const {userId, name} = await targetOf(server, by, user);
  await server.store.sshKeysDrop({userId, byUserId: by.userId});
  recordDeed(server, by, {method: 'ssh-key', about: `all removed of @${name}`});
  await recheckRequirementsOf(server, userId);
  return name;
}

/** Creates a challenge, which replaces the previous one of the connection. */
export function challengeFor({connection, newToken, now}: Context): string {
  const text = newToken().slice(3);
  challenges.set(connection, {text, untilMs: now() + CHALLENGE_MS});
  return text;
}

interface Signed {
  name: string;
  keyBlob: string;
  signature: string;
  server: string;
  code?: string | undefined;
  deviceName?: string | undefined;
}

/** @throws login-failed, second-factor-…, login-delayed */
export async function loginBySsh(
  context: Context,
  {name, code, deviceName, ...signed}: Signed,
): Promise<{token: string; name: string}> {
  const {connection} = context;
  let account: Account;
  try {
    requireAddressTry(context, connection.address);
    account = await withLoginThrottle(context, name, async () => {
      const found = await signerOf(context, {name, ...signed});
      await requireSecondFactor(context, found, code);
      return found;
    });
    requireFreeConnection(context, account, connection.address);
    await requireLoginRequirements(context, account);
  } catch (error) {
    recordLogin(context, connection, {name, isSuccess: false, method: 'ssh-key'});
    throw error;
  }
  const blob = Buffer.from(signed.keyBlob, 'base64');
  recordLogin(context, connection, {name, isSuccess: true, method: 'ssh-key', about: sshFingerprint(blob)});
  return grantSession(context, {account, deviceName, isBySshKey: true});
}

/** Unknown names, unknown keys and wrong signatures get the same answer. @throws login-failed */
async function signerOf(
  context: Context,
  {name, keyBlob, signature, server}: Omit<Signed, 'code' | 'deviceName'>,
): Promise<Account> {
  const {connection, store, now, isThisServer} = context;
  const challenge = challenges.get(connection);
  challenges.delete(connection);
  const blob = Buffer.from(keyBlob, 'base64');
  const account = await store.accountFind(name);
  const isKnown = account !== undefined && (await store.sshKeyFind(account.userId, sshFingerprint(blob)));
  const isGood =
    challenge !== undefined &&
    challenge.untilMs > now() &&
    isThisServer(server) &&
    isSignedBy(
      blob,
      signedData(loginMessage({server, name, challenge: challenge.text})),
      Buffer.from(signature, 'base64'),
    );
  if (account === undefined || isKnown !== true || !isGood) throw new ChatError('login-failed');
  await store.sshKeyUsed(account.userId, sshFingerprint(blob), now());
  return account;
}
