/** `/ssh-keys`: the SSH keys that log in to the account. */
import {addSshKey, listSshKeys, removeSshKey} from '../../actions/account/sshKeys.ts';
import {removedKeyWords, sshKeyCells} from '../../wording/rows/sshKeyWords.ts';
import {ChatError} from '../../../shared/errors.ts';
import {tableOf} from '../../../shared/text/table.ts';
import type {Command} from '../command.ts';

const USAGE = 'add LINE, with the line of a .pub file or of authorized_keys; remove FINGERPRINT; or list';
const STEPS = ['add', 'list', 'remove'];

export const sshKeys: Command = {
  name: 'ssh-keys',
  aliases: ['sshkey'],
  usage: '[add LINE|remove FINGERPRINT|list]',
  summary: 'Lists the SSH keys by which you log in without a password; adds one, or removes one.',
  details: [
    'Paste the line of a .pub file, of authorized_keys, or what ssh-add -L prints. Of a fingerprint its beginning is',
    'enough. On the screen before the login, Ctrl+K takes the key of your SSH agent, or of --identity.',
  ],
  complete: (_state, words, started) => (words.length === 0 ? STEPS.filter(step => step.startsWith(started)) : []),
  async run(client, {words, rest}) {
    const [step = 'list', what = '', ...more] = words;
    if (step === 'add' && what !== '') {
      // The line is passed on unsplit: quotes in its options are part of it.
      const fingerprint = await addSshKey(client, rest.replace(/^\S+\s+/, ''));
      return {kind: 'told', sentence: `Added ${fingerprint}. Before the next login, Ctrl+K takes your key.`};
    }
    if (step === 'remove' && what !== '' && more.length === 0)
      return {kind: 'told', sentence: removedKeyWords(await removeSshKey(client, what))};
    if (step !== 'list' || what !== '') throw new ChatError('command-usage', `/ssh-keys ${USAGE}`);
    const keys = await listSshKeys(client);
    if (keys.length === 0) return {kind: 'told', sentence: 'You have no SSH keys here. /ssh-keys add LINE adds one.'};
    return {kind: 'show', title: 'SSH keys', rows: tableOf(sshKeyCells(keys))};
  },
};
