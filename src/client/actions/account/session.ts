/** Registers, logs in and out, changes and resets passwords, and quits. */
import {within} from '../../../shared/bounds/within.ts';
import {ChatError} from '../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import type {Params, Result} from '../../../shared/protocol.ts';
import type {Client} from '../../client.ts';
import {askBySsh, type SshGiven} from './sshLogin.ts';
import {requireCapability} from '../../core/serverCan.ts';
import {untilStatus} from '../../log/waiting.ts';

/** A farewell that the server does not accept in this time is dropped. */
const LAST_WORDS_MS = 1_000;

/** Makes an account and is logged in with it. @throws name-taken, name-invalid, registration-closed, invite-needed, password-… */
export function register(
  client: Client,
  account: Omit<Params<'accountRegister'>, 'deviceName'>,
): Promise<Result<'accountRegister'>> {
  return signIn(client, () => client.request('accountRegister', {...account, ...deviceOf(client)}));
}

/** @throws login-failed, login-delayed */
export function login(
  client: Client,
  account: {name: string; password: string; code?: string | undefined},
): Promise<Result<'sessionLogin'>> {
  return signIn(client, () => client.request('sessionLogin', {...account, ...deviceOf(client)}));
}

/** Logs in with one of these SSH keys. @throws as `askBySsh` */
export const loginBySsh = (client: Client, given: SshGiven): Promise<Result<'sshLogin'>> =>
  signIn(client, () => askBySsh(client, given));

/** Sets a forgotten password by a one-time link. @throws reset-over, password-…, server-too-old */
export function resetPassword(
  client: Client,
  reset: Omit<Params<'passwordReset'>, 'deviceName'>,
): Promise<Result<'passwordReset'>> {
  return signIn(client, async () => {
    await requireCapability(client, 'resets');
    return client.request('passwordReset', {...reset, ...deviceOf(client)});
  });
}

const deviceOf = (client: Client): {deviceName: string} => ({
  deviceName: client.options.deviceName.slice(0, FIXED_LIMITS.deviceNameLengthMax),
});

/** An anonymous connection is used as it is; any other is replaced by one without a token. */
export async function asNobody(client: Client): Promise<void> {
  if (client.getToken() !== undefined || client.getState().connection.status === 'ended')
    client.line.connectAs(undefined);
  await untilStatus(client, 'anonymous');
}

async function signIn(client: Client, ask: () => Promise<Result<'sessionLogin'>>): Promise<Result<'sessionLogin'>> {
  await asNobody(client);
  const grant = await ask();
  // A verb wants the token and no more: nothing that happens from here on may lose it.
  if (client.options.isHeadless === true) return grant;
  client.line.connectAs(grant.token);
  await untilStatus(client, 'online');
  return grant;
}

/** The token is void afterwards; unsent messages stay on disk for the next login. */
export async function logout(client: Client): Promise<void> {
  await client.request('sessionEnd', {});
  client.dispatch({type: 'sessionClosed'});
  client.line.connectAs(undefined);
}

/** Every other login of this account ends. @throws login-failed, password-… */
export async function changePassword(client: Client, passwords: Params<'passwordChange'>): Promise<void> {
  await client.request('passwordChange', passwords);
}

/** Sends a farewell where there is a connection, then closes. Never fails. */
export async function quit(client: Client, lastWords = ''): Promise<void> {
  if (client.getState().connection.status === 'online' && lastWords !== '') {
    const text = lastWords.slice(0, FIXED_LIMITS.reasonLengthMax);
    await within(LAST_WORDS_MS, client.request('sessionQuit', {text}).catch(ignoreRefusal));
  }
  await client.close();
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof ChatError)) throw error;
}
