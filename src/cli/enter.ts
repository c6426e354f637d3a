/** What `register` and `login` have in common: which server and name, then keeping what the server grants. */
import type {Client} from '../client/client.ts';
import {ChatError} from '../shared/errors.ts';
import type {Result} from '../shared/protocol.ts';
import {keepLogin} from './logins.ts';
import {chooseServer, chooseUser, openClientFor, withClient} from './session.ts';
import type {Shell} from './shell.ts';
import type {Call} from './verb.ts';

interface Entrance {
  name: string;
  inviteCode?: string;
}

/** @throws command-usage without a name, and what the server says */
export async function enter(
  shell: Shell,
  call: Call,
  ask: (client: Client, entrance: Entrance) => Promise<Result<'sessionLogin'>>,
): Promise<void> {
  const settings = await shell.clientSettings();
  const {serverUrl, inviteCode} = await chooseServer(shell, settings);
  const name = chooseUser(shell, settings, serverUrl);
  if (name === undefined)
    throw new ChatError('command-usage', 'chat-tui register|login --user NAME [--server ADDRESS]');
  const client = await openClientFor(shell, {serverUrl});
  const granted = await withClient(client, () => ask(client, {name, ...(inviteCode !== undefined && {inviteCode})}));
  const {token} = granted;
  // Kept nowhere: whoever asked for that gets it in hand, for CHAT_TUI_TOKEN.
  if (settings.store === 'memory') {
    if (call.options.json === true) shell.printJson({server: serverUrl, name: granted.name, token});
    else shell.print(token);
    return;
  }
  await keepLogin(shell, {serverUrl, name: granted.name, token});
  if (call.options.json === true) shell.printJson({server: serverUrl, name: granted.name});
  else if (shell.stdout.isTTY) shell.print(`Logged in as ${granted.name} at ${serverUrl}.`);
}
