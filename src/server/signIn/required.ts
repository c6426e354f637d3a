/** Required login methods: a second factor or an SSH key, for some accounts or for all. */
import {serverRank, type ServerRole} from '../../shared/access/roles.ts';
import {ChatError} from '../../shared/errors.ts';
import type {ServerContext} from '../context.ts';
import type {ServerSettings} from '../settings.ts';
import type {InSession} from '../storeContract/signIn.ts';
import type {Account} from '../storeContract/store.ts';

type Asking = Pick<ServerContext, 'settings' | 'store'>;

const isMeant = (whom: 'off' | 'admins' | 'all' = 'off', role: ServerRole): boolean =>
  whom === 'all' || (whom === 'admins' && serverRank(role) >= serverRank('moderator'));

export const isSecondFactorRequired = ({requireSecondFactor}: ServerSettings, role: ServerRole): boolean =>
  isMeant(requireSecondFactor, role);

export const isSshKeyRequired = ({requireSshKey}: ServerSettings, role: ServerRole): boolean =>
  isMeant(requireSshKey, role);

export const hasSshKey = async ({store}: Pick<Asking, 'store'>, userId: number): Promise<boolean> =>
  (await store.sshKeyList(userId)).length > 0;

/** The requirement that an account does not meet. @param account with session data: also checks how the session was created */
export async function missingRequirement(
  {settings, store}: Asking,
  {role, userId, isBySshKey = true, begunAtMs}: Account & Partial<InSession>,
): Promise<'second-factor-missing' | 'second-factor-needed' | 'ssh-key-missing' | 'ssh-key-needed' | undefined> {
  if (isSshKeyRequired(settings, role)) {
    if (!(await hasSshKey({store}, userId))) return 'ssh-key-missing';
    // The session is older than the requirement, or was created with a password that somebody else may know.
    if (!isBySshKey) return 'ssh-key-needed';
  }
  if (!isSecondFactorRequired(settings, role)) return undefined;
  const factor = await store.secondFactorFind(userId);
  if (factor === undefined) return 'second-factor-missing';
  return isFromBefore(factor, begunAtMs) ? 'second-factor-needed' : undefined;
}

/** Whether the session is older than the second factor, i.e. was created with the password alone. */
const isFromBefore = ({sinceMs}: {sinceMs: number}, begunAtMs: number | undefined): boolean =>
  begunAtMs !== undefined && begunAtMs < sinceMs;

/** Refuses sessions that are older than the second factor. @throws login-too-old */
export async function requireSinceFactor(
  {store}: Pick<Asking, 'store'>,
  userId: number,
  made?: InSession,
): Promise<void> {
  const factor = await store.secondFactorFind(userId);
  if (factor !== undefined && isFromBefore(factor, made?.begunAtMs)) throw new ChatError('login-too-old');
}

/** @throws second-factor-missing, ssh-key-missing */
export async function requireLoginRequirements(asking: Asking, account: Account): Promise<void> {
  const missing = await missingRequirement(asking, account);
  if (missing !== undefined) throw new ChatError(missing);
}

/** For logins by password or reset link. @throws ssh-key-needed if a key is required and the account has one */
export async function requirePasswordIsEnough({settings, store}: Asking, {role, userId}: Account): Promise<void> {
  if (isSshKeyRequired(settings, role) && (await hasSshKey({store}, userId))) throw new ChatError('ssh-key-needed');
}
