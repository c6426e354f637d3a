/** What a server asks of some accounts, or of all, besides the password: a second factor, an SSH key. */
import {serverRank, type ServerRole} from '../../shared/access/roles.ts';
import {ChatError} from '../../shared/errors.ts';
import type {ServerContext} from '../context.ts';
import type {ServerSettings} from '../settings.ts';
import type {Account} from '../store/store.ts';

type Asking = Pick<ServerContext, 'settings' | 'store'>;

const isMeant = (whom: 'off' | 'admins' | 'all' = 'off', role: ServerRole): boolean =>
  whom === 'all' || (whom === 'admins' && serverRank(role) >= serverRank('moderator'));

export const isSecondFactorRequired = ({requireSecondFactor}: ServerSettings, role: ServerRole): boolean =>
  isMeant(requireSecondFactor, role);

export const isSshKeyRequired = ({requireSshKey}: ServerSettings, role: ServerRole): boolean =>
  isMeant(requireSshKey, role);

export const hasSshKey = async ({store}: Pick<Asking, 'store'>, userId: number): Promise<boolean> =>
  (await store.sshKeyList(userId)).length > 0;

/** What somebody must have and has not. */
export async function lackOf(
  {settings, store}: Asking,
  {role, userId}: Account,
): Promise<'second-factor-missing' | 'ssh-key-missing' | undefined> {
  if (isSshKeyRequired(settings, role) && !(await hasSshKey({store}, userId))) return 'ssh-key-missing';
  const isLacking = isSecondFactorRequired(settings, role) && (await store.secondFactorFind(userId)) === undefined;
  return isLacking ? 'second-factor-missing' : undefined;
}

/** @throws second-factor-missing, ssh-key-missing */
export async function requireNoLack(asking: Asking, account: Account): Promise<void> {
  const lack = await lackOf(asking, account);
  if (lack !== undefined) throw new ChatError(lack);
}

/** Whoever comes by a password, or a link in its place. @throws ssh-key-needed where a key is asked for, and there is one */
export async function requirePasswordIsEnough({settings, store}: Asking, {role, userId}: Account): Promise<void> {
  if (isSshKeyRequired(settings, role) && (await hasSshKey({store}, userId))) throw new ChatError('ssh-key-needed');
}
