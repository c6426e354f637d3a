/** Creates an account and logs it in. With the owner code it owns the server. */
import {ChatError} from '../../../shared/errors.ts';
import {checkAccountName} from '../../door/names/accountNames.ts';
import type {Context} from '../../context.ts';
import type {Handler} from '../handler.ts';
import {requireConnectionQuota} from '../../signIn/connectionQuota.ts';
import {askerOf, grantSession, recordLogin, requireAddressTry} from '../../signIn/sessions.ts';
import {codeHashOf} from '../../door/code.ts';
import {findInvitation} from '../../signIn/invitations.ts';
import {storable} from '../../storeContract/storable.ts';
import type {Account} from '../../storeContract/store.ts';

export const accountRegister: Handler<'accountRegister'> = {
  access: 'anyone',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  async run(context, {name, password, displayName = '', inviteCode, ownerCode, deviceName}) {
    const attempt = (isSuccess: boolean, about = '') =>
      recordLogin(context, context.connection, {name, isSuccess, method: 'register', about});
    let account: Account & {invitationId?: number};
    try {
      requireAddressTry(context, context.connection.address);
      requireConnectionQuota(context, context.connection.address);
      await requireInvitation(context, {inviteCode, ownerCode});
      checkAccountName(name);
      await context.passwords.check(password, name, displayName);
      account = await create(context, {
        name,
        displayName: storable(displayName).trim(),
        password,
        ...(ownerCode !== undefined
          ? {isOwner: true}
          : inviteCode !== undefined && {invitation: codeHashOf(inviteCode)}),
      });
    } catch (error) {
      attempt(false);
      throw error;
    }
    const {invitationId} = account;
    attempt(true, invitationId === undefined ? '' : `by invitation ${invitationId}`);
    if (account.role === 'owner') await context.ownership.settle();
    return grantSession(context, {account, deviceName});
  },
};

interface NewAccount {
  name: string;
  displayName: string;
  password: string;
  isOwner?: boolean;
  invitation?: Uint8Array;
}

/** A taken name is refused before the password is hashed, which is expensive. */
async function create(context: Context, {password, ...made}: NewAccount): Promise<Account & {invitationId?: number}> {
  const {store, displayNames, passwords, now} = context;
  const {name, displayName} = made;
  if ((await store.accountFind(name)) !== undefined) throw new ChatError('name-taken', name);
  return displayNames.claim({name, displayName}, async () => {
    const passwordHash = await passwords.hash(password, askerOf(context, name));
    return store.accountCreate({...made, passwordHash, atMs: now()});
  });
}

interface Codes {
  inviteCode: string | undefined;
  ownerCode: string | undefined;
}

/**
 * The owner code also works on a closed server, because its owner has to register first. An invitation is checked before the
 * password is hashed, and again when the account is created.
 */
async function requireInvitation(context: Context, {inviteCode, ownerCode}: Codes): Promise<void> {
  const {settings, ownership, connection} = context;
  if (ownerCode !== undefined) return ownership.require(ownerCode, connection);
  if (settings.registration === 'closed') throw new ChatError('registration-closed');
  if (inviteCode !== undefined) await findInvitation(context, inviteCode);
  else if (settings.registration === 'invite') throw new ChatError('invite-needed');
}
