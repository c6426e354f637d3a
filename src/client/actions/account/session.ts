/** Registers, logs in and out, changes and resets passwords, and quits. */
import {within} from '../../../shared/bounds/within.ts';
import {ChatError} from '../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import type {Params, Result} from '../../../shared/protocol.ts';
import type {Client} from '../../client.ts';
import {askBySsh, type SshGiven} from './sshLogin.ts';
import {requireCapability} from '../../core/serverCan.ts';
import {untilStatus} from '../../log/waiting.ts';

/** A quit message that the server does not accept in this time is dropped. */
const QUIT_MESSAGE_MS = 1_000;

/** Creates an account and logs in to it. @throws name-taken, name-invalid, registration-closed, invite-needed, password-… */
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

/** Reuses an anonymous connection; replaces any other by one without a token. */
export async function connectAnonymously(client: Client): Promise<void> {
  if (client.getToken() !== undefined || client.getState().connection.status === 'ended')
    client.line.connectAs(undefined);
  await untilStatus(client, 'anonymous');
}

async function signIn(client: Client, ask: () => Promise<Result<'sessionLogin'>>): Promise<Result<'sessionLogin'>> {
  await connectAnonymously(client);
  const grant = await ask();
  // A shell verb only needs the token: no later step may fail and lose it.
  if (client.options.isHeadless === true) return grant;
  client.line.connectAs(grant.token);
  await untilStatus(client, 'online');
  return grant;
}

/** Ends the session: the server voids the token. Unsent messages stay on disk for the next login. */
export async function logout(client: Client): Promise<void> {
  await client.request('sessionEnd', {});
  client.dispatch({type: 'sessionClosed'});
  client.line.connectAs(undefined);
}

/** Changes the password; the server ends all other logins of this account. @throws login-failed, password-… */
export async function changePassword(client: Client, passwords: Params<'passwordChange'>): Promise<void> {
  await client.request('passwordChange', passwords);
}

/** Sends the quit message where there is a connection, then closes. Never fails. */
export async function quit(client: Client, quitMessage = ''): Promise<void> {
  if (client.getState().connection.status === 'online' && quitMessage !== '') {
    const text = quitMessage.slice(0, FIXED_LIMITS.reasonLengthMax);
    await within(QUIT_MESSAGE_MS, client.request('sessionQuit', {text}).catch(ignoreRefusal));
  }
  await client.close();
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof ChatError)) throw error;
}
