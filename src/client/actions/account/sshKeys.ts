/** The SSH keys that log in to one's account: lists, adds and removes them. */
import {ChatError} from '../../../shared/errors.ts';
import type {SshKeyRow} from '../../../shared/protocol/signIn.ts';
import type {Client} from '../../client.ts';
import {requireCapability} from '../../core/serverCan.ts';

const PREFIX = 'SHA256:';
/** Minimum length of a typed fingerprint prefix; the prefix must match exactly one key. */
const LENGTH_MIN = 4;

/** @throws server-too-old */
export async function listSshKeys(client: Client): Promise<readonly SshKeyRow[]> {
  await requireCapability(client, 'sshKeys');
  return (await client.request('sshKeyList', {})).keys;
}

/**
 * @param line a line of a .pub file or of authorized_keys.
 * @returns the fingerprint of the key.
 * @throws server-too-old, ssh-key-…
 */
export async function addSshKey(client: Client, line: string): Promise<string> {
  await requireCapability(client, 'sshKeys');
  return (await client.request('sshKeyAdd', {line})).fingerprint;
}

/**
 * @param typed a fingerprint or its beginning, with or without `SHA256:`.
 * @returns the full fingerprint.
 * @throws server-too-old; ssh-key-not-found when no key matches, or several do
 */
export async function removeSshKey(client: Client, typed: string): Promise<string> {
  const wanted = typed.startsWith(PREFIX) ? typed : `${PREFIX}${typed}`;
  const found = (await listSshKeys(client)).filter(({fingerprint}) => fingerprint.startsWith(wanted));
  const [one, ...others] = found;
  const isShort = wanted.length < PREFIX.length + LENGTH_MIN;
  if (one === undefined || others.length > 0 || isShort) throw new ChatError('ssh-key-not-found', typed.slice(0, 64));
  await client.request('sshKeyRemove', {fingerprint: one.fingerprint});
  return one.fingerprint;
}
