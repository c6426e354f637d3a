/** Finds the user's SSH keys: the configured file, else those of the agent, else the first default file of ssh. */
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import type {SshSigner} from '../../client/line/sshAgent.ts';
import {homeFolder} from '../../client/wording/shownPath.ts';
import {ChatError, kindOf} from '../../shared/errors.ts';
import {readPassword} from '../secrets/password.ts';
import type {Call} from '../verb.ts';
import type {Shell} from '../shell.ts';

const USUAL_FILES = ['id_ed25519', 'id_ecdsa', 'id_rsa'];
/** Number of attempts, as in ssh. */
const TRIES = 3;

type SshSource = {file: string} | {agent: string};

/** Finds where the keys are, without opening them. */
export async function findSshSource(shell: Shell): Promise<SshSource | undefined> {
  const {identity} = await shell.clientSettings();
  if (identity !== undefined) return {file: identity};
  const agent = shell.env.SSH_AUTH_SOCK ?? '';
  if (agent !== '') return {agent};
  const file = USUAL_FILES.map(name => join(homeFolder(), '.ssh', name)).find(path => existsSync(path));
  return file === undefined ? undefined : {file};
}

/** Name of the source for display. */
export const sshSourceName = (source: SshSource): string => ('agent' in source ? 'the SSH agent' : source.file);

/** Opens the keys. @throws ssh-agent-absent, ssh-file-…, ssh-passphrase-… */
export async function openSigners(source: SshSource | undefined, passphrase?: string): Promise<readonly SshSigner[]> {
  if (source === undefined) throw new ChatError('ssh-agent-absent');
  if ('agent' in source) return (await import('../../client/line/sshAgent.ts')).agentSigners(source.agent);
  return [await (await import('../../client/line/sshKeyFile.ts')).openKeyFile(source.file, passphrase)];
}

/** Asks for the key's passphrase if it has one. @throws as `openSigners`, terminal-needed, interrupted */
export async function askForSigners(shell: Shell, call: Call): Promise<readonly SshSigner[]> {
  const source = await findSshSource(shell);
  let passphrase: string | undefined;
  for (let tries = 0; ; tries++) {
    try {
      return await openSigners(source, passphrase);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      const isAsked = kindOf(error.code).field === 'passphrase';
      const isLast = tries === TRIES || (tries > 0 && call.options.passwordStdin === true);
      if (!isAsked || isLast) throw error;
      if (tries > 0) shell.tell(error.message);
      passphrase = await readPassword(shell, call, `Passphrase of ${error.detail}: `);
      if (passphrase === '') throw error;
    }
  }
}
