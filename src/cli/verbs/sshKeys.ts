/** `ssh-keys`: manages the SSH keys for logging in. */
import {readFileSync} from 'node:fs';
import {addSshKey, listSshKeys, removeSshKey} from '../../client/actions/account/sshKeys.ts';
import {removedKeyWords, sshKeyCells} from '../../client/wording/rows/sshKeyWords.ts';
import {withHome} from '../../client/transfers/up/localPaths.ts';
import {ChatError} from '../../shared/errors.ts';
import {withSession} from '../account/logins.ts';
import {readFirstLine} from '../secrets/password.ts';
import {printTable} from '../output/printTable.ts';
import type {Shell} from '../shell.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const sshKeys: Verb = {
  name: 'ssh-keys',
  usage: '[step] [key]',
  choices: {step: ['list', 'add', 'remove']},
  summary: 'list the SSH keys by which you log in, add one, or remove one; log in with chat-tui login --ssh',
  prints: 'SshKey',
  options: [JSON_OPTION],
  examples: [
    ['chat-tui ssh-keys add ~/.ssh/id_ed25519.pub', 'the public half; a line of authorized_keys is fine as well'],
    ['ssh-add -L | chat-tui ssh-keys add -', 'the first key of the agent'],
    ['chat-tui ssh-keys remove SHA256:…', 'the fingerprint that the list shows, or its beginning'],
  ],
  async run(shell, call) {
    const [step = 'list', key] = call.words;
    if (!['list', 'add', 'remove'].includes(step) || (step === 'list') !== (key === undefined))
      throw new ChatError(
        'command-usage',
        'chat-tui ssh-keys add FILE|-, ssh-keys remove FINGERPRINT, or ssh-keys list',
      );
    const line = step === 'add' ? await lineOf(shell, key ?? '') : '';
    await withSession(shell, async client => {
      if (step === 'add') return shell.tell(`Added ${await addSshKey(client, line)}.`);
      if (step === 'remove') return shell.tell(removedKeyWords(await removeSshKey(client, key ?? '')));
      const keys = await listSshKeys(client);
      if (call.options.json === true) return keys.forEach(one => shell.printJson(one));
      return printTable(shell, sshKeyCells(keys));
    });
  },
};

/** @throws ssh-key-invalid */
async function lineOf(shell: Shell, typed: string): Promise<string> {
  if (typed === '-') return readFirstLine(shell);
  try {
    return readFileSync(withHome(typed), 'utf8').slice(0, 8_192).trim();
  } catch {
    throw new ChatError('ssh-key-invalid');
  }
}
