/** `/ssh-keys`: the SSH keys that log in to the account. */
import {tableOf} from '../../../shared/text/table.ts';
import {dateTimeOf} from '../../../shared/text/figures.ts';
import {ChatError} from '../../../shared/errors.ts';
import {requireCapability} from '../../core/serverCan.ts';
import type {Client} from '../../client.ts';
import type {Command, Outcome} from '../command.ts';

const USAGE = 'add LINE, with the line of a .pub file or of authorized_keys; remove FINGERPRINT; or list';
const STEPS = ['add', 'list', 'remove'];
/** A prefix that means one key alone is enough. */
const PREFIX_MIN = 4;

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
    await requireCapability(client, 'sshKeys');
    const [step = 'list', what = '', ...more] = words;
    // As it was pasted: quotes in its options are part of it.
    if (step === 'add' && what !== '') return add(client, rest.replace(/^\S+\s+/, ''));
    if (step === 'remove' && what !== '' && more.length === 0) return remove(client, what);
    if (step !== 'list' || what !== '') throw new ChatError('command-usage', `/ssh-keys ${USAGE}`);
    const {keys} = await client.request('sshKeyList', {});
    if (keys.length === 0) return {kind: 'told', sentence: 'You have no SSH keys here. /ssh-keys add LINE adds one.'};
    const cells = keys.map(({fingerprint, comment, addedAtMs, lastUsedAtMs}) => [
      fingerprint,
      comment,
      `added ${dateTimeOf(addedAtMs)}`,
      lastUsedAtMs === undefined ? 'never used' : `used ${dateTimeOf(lastUsedAtMs)}`,
    ]);
    return {kind: 'show', title: 'SSH keys', rows: tableOf(cells)};
  },
};

async function add(client: Client, line: string): Promise<Outcome> {
  const {fingerprint} = await client.request('sshKeyAdd', {line});
  return {kind: 'told', sentence: `Added ${fingerprint}. Before the next login, Ctrl+K takes your key.`};
}

/** @throws ssh-key-not-found, also where several begin so */
async function remove(client: Client, typed: string): Promise<Outcome> {
  const wanted = typed.startsWith('SHA256:') ? typed : `SHA256:${typed}`;
  const {keys} = await client.request('sshKeyList', {});
  const found = keys.filter(({fingerprint}) => fingerprint.startsWith(wanted));
  const [one, ...others] = found;
  const isShort = wanted.length < 'SHA256:'.length + PREFIX_MIN;
  if (one === undefined || others.length > 0 || isShort) throw new ChatError('ssh-key-not-found', typed.slice(0, 64));
  await client.request('sshKeyRemove', {fingerprint: one.fingerprint});
  return {kind: 'told', sentence: `Removed ${one.fingerprint}; nobody logs in with it any more.`};
}
