/** Shared by `register` and `login`: chooses server and name, then keeps the token that the server grants. */
import type {Client} from '../../client/client.ts';
import {untilStatus} from '../../client/log/waiting.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Result} from '../../shared/protocol.ts';
import {findPlace, keepGranted} from './keeping.ts';
import {chooseServer, chooseUser, withClient} from './session.ts';
import {keepOutputPrivate} from '../secrets/privateOutput.ts';
import type {Shell} from '../shell.ts';
import type {Call} from '../verb.ts';

interface Entrance {
  name: string;
  serverUrl: string;
  inviteCode?: string;
  ownerCode?: string;
  resetCode?: string;
}

/** @throws command-usage without a name, and the server's errors */
export async function signIn(
  shell: Shell,
  call: Call,
  ask: (client: Client, entrance: Entrance) => Promise<Result<'sessionLogin'>>,
): Promise<void> {
  const settings = await shell.clientSettings();
  const {serverUrl, inviteCode, ownerCode, resetCode, fingerprint} = await chooseServer(shell, settings);
  const name = chooseUser(shell, settings, serverUrl);
  if (name === undefined)
    throw new ChatError('command-usage', 'chat-tui register|login --user NAME [--server ADDRESS]');
  const codes = {
    ...(inviteCode !== undefined && {inviteCode}),
    ...(ownerCode !== undefined && {ownerCode}),
    ...(resetCode !== undefined && {resetCode}),
  };
  const entrance = {name, serverUrl, ...codes};
  await withClient(shell, {serverUrl, fingerprint}, async client => {
    const place = await findPlace(shell, call);
    const {name: grantedName, token} = await ask(client, entrance);
    const account = {serverUrl, name: grantedName};
    // The token is not stored; it is printed for use in CHAT_TUI_TOKEN.
    const isInHand = place.store === 'memory';
    if (isInHand && settings.store !== 'memory')
      shell.tell('The login is kept nowhere: this is it, for CHAT_TUI_TOKEN. With --store file it is kept.');
    if (!isInHand) await keepGranted(shell, client, {place, granted: {...account, token}});
    if (!isInHand) await beginKeys(client, token);
    if (isInHand) keepOutputPrivate(shell);
    if (call.options.json === true) shell.printJson({server: serverUrl, name: grantedName, ...(isInHand && {token})});
    else if (isInHand) shell.print(token);
    else if (shell.stdout.isTTY) shell.print(`Logged in as ${grantedName} at ${serverUrl}.`);
  });
}

/**
 * Creates the account's encryption keys, so that others can send encrypted messages to it. If that fails, the next program with
 * this login does it.
 */
async function beginKeys(client: Client, token: string): Promise<void> {
  try {
    client.line.connectAs(token);
    await untilStatus(client, 'online', true);
    await client.parts.keys.begin();
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
  }
}
