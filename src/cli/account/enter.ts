/** What `register` and `login` have in common: which server and name, then keeping what the server grants. */
import type {Client} from '../../client/client.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Result} from '../../shared/protocol.ts';
import {keepLogin, type Account} from './logins.ts';
import {askYesNo} from './password.ts';
import {chooseServer, chooseUser, withClient} from './session.ts';
import type {Shell} from '../shell.ts';
import type {Call} from '../verb.ts';

interface Entrance {
  name: string;
  serverUrl: string;
  inviteCode?: string;
  ownerCode?: string;
}

/** @throws command-usage without a name, and what the server says */
export async function enter(
  shell: Shell,
  call: Call,
  ask: (client: Client, entrance: Entrance) => Promise<Result<'sessionLogin'>>,
): Promise<void> {
  const settings = await shell.clientSettings();
  const {serverUrl, inviteCode, ownerCode} = await chooseServer(shell, settings);
  const name = chooseUser(shell, settings, serverUrl);
  if (name === undefined)
    throw new ChatError('command-usage', 'chat-tui register|login --user NAME [--server ADDRESS]');
  const codes = {...(inviteCode !== undefined && {inviteCode}), ...(ownerCode !== undefined && {ownerCode})};
  const entrance = {name, serverUrl, ...codes};
  const granted = await withClient(shell, {serverUrl}, client => ask(client, entrance));
  const {token} = granted;
  // Kept nowhere: whoever asked for that gets it in hand, for CHAT_TUI_TOKEN.
  if (settings.store === 'memory') {
    if (call.options.json === true) shell.printJson({server: serverUrl, name: granted.name, token});
    else shell.print(token);
    return;
  }
  await keep(shell, call, {serverUrl, name: granted.name, token});
  if (call.options.json === true) shell.printJson({server: serverUrl, name: granted.name});
  else if (shell.stdout.isTTY) shell.print(`Logged in as ${granted.name} at ${serverUrl}.`);
}

/** Without a keychain the person decides once; with nobody to ask it is the file, and standard error says so. */
async function keep(shell: Shell, call: Call, granted: Account & {token: string}): Promise<void> {
  if ((await keepLogin(shell, granted)) === 'saved') return;
  const canAsk = call.options.passwordStdin !== true && shell.stdin.isTTY && shell.stderr.isTTY;
  const question = 'There is no keychain here. Keep the login in a file that only you can read? [Y/n] ';
  const isFile = !canAsk || (await askYesNo(shell, question));
  // What was not asked is not remembered as an answer: a terminal may ask the next time.
  if (canAsk) await keepLogin(shell, granted, isFile ? 'file' : 'memory');
  else await keepInFile(shell, granted);
}

async function keepInFile(shell: Shell, granted: Account & {token: string}): Promise<void> {
  await keepLogin(withStore(shell, 'file'), granted);
  shell.tell(
    `There is no keychain here: the login is kept in a file that only you can read, in ${shell.paths.clientDir}.`,
  );
}

const withStore = (shell: Shell, store: 'file'): Shell => ({
  ...shell,
  clientSettings: async () => ({...(await shell.clientSettings()), store}),
});
