/** Logs in with an SSH key: the signed message names the intended server, the account and a challenge. */
import {ChatError} from '../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import type {Result} from '../../../shared/protocol.ts';
import {loginMessage, signedData, sshStrings} from '../../../shared/access/sshKey.ts';
import type {Client} from '../../client.ts';
import type {SshSigner} from '../../line/sshAgent.ts';
import {requireCapability} from '../../core/serverCan.ts';

export interface SshGiven {
  name: string;
  signers: readonly SshSigner[];
  code?: string | undefined;
  /** Adds the first SSH key to the account beforehand, where the server requires one. */
  password?: string | undefined;
}

/** The public key in the format of authorized_keys: type and base64. */
const lineOf = ({blob}: SshSigner): string => `${sshStrings(blob)?.[0]?.toString() ?? ''} ${blob.toString('base64')}`;

/** Maximum number of keys tried: the server counts further attempts as guesses. */
const KEYS_TRIED_MAX = 4;

/**
 * @param signers tried in this order @throws ssh-key-unknown, second-factor-…, login-delayed, ssh-agent-absent, server-too-old
 */
export async function askBySsh(client: Client, {name, signers, code, password}: SshGiven): Promise<Result<'sshLogin'>> {
  await requireCapability(client, 'sshKeys');
  const [first] = signers;
  if (password !== undefined && first !== undefined) {
    const line = `${lineOf(first)} ${client.options.deviceName}`;
    await client.request('sshKeyBegin', {name, password, line, ...(code !== undefined && {code})});
  }
  const {serverUrl, identity, deviceName} = client.options;
  // The signature names the server's key, or its URL when it has none, so that another server cannot relay it.
  const server = identity?.fingerprint ?? serverUrl;
  for (const {blob, sign} of signers.slice(0, KEYS_TRIED_MAX)) {
    const {challenge} = await client.request('sshChallenge', {});
    const signature = await sign(signedData(loginMessage({server, name, challenge})));
    if (signature === undefined) continue;
    try {
      return await client.request('sshLogin', {
        name,
        server,
        keyBlob: blob.toString('base64'),
        signature: signature.toString('base64'),
        ...(code !== undefined && {code}),
        deviceName: deviceName.slice(0, FIXED_LIMITS.deviceNameLengthMax),
      });
    } catch (error) {
      if (!(error instanceof ChatError) || error.code !== 'login-failed') throw error;
    }
  }
  throw new ChatError('ssh-key-unknown');
}
