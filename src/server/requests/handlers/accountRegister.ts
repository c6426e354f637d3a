/** Makes an account and logs it in; one that proves it by the owner code owns the server. */
import {timingSafeEqual} from 'node:crypto';
import {ChatError} from '../../../shared/errors.ts';
import {checkAccountName} from '../../door/accountNames.ts';
import type {Context} from '../../context.ts';
import type {Handler} from '../handler.ts';
import {askerOf, grantSession, recordLogin, requireAddressTry, tokenHashOf} from '../../door/sessions.ts';
import {storable} from '../../storable.ts';
import type {Account} from '../../store.ts';

export const accountRegister: Handler<'accountRegister'> = {
  access: 'anyone',
  lane: 'chat',
  order: 'alone',
  async run(context, {name, password, displayName = '', inviteCode, ownerCode, deviceName}) {
    const attempt = (isSuccess: boolean) =>
      recordLogin(context, context.connection, {name, isSuccess, method: 'register'});
    let account: Account;
    try {
      requireAddressTry(context, context.connection.address);
      requireInvitation(context, {inviteCode, ownerCode});
      checkAccountName(name);
      await context.passwords.check(password, name, displayName);
      account = await create(context, {
        name,
        displayName: storable(displayName).trim(),
        password,
        isOwner: ownerCode !== undefined,
      });
    } catch (error) {
      attempt(false);
      throw error;
    }
    attempt(true);
    if (account.role === 'owner') await context.ownership.settle();
    return grantSession(context, {account, deviceName});
  },
};

/** A name that is taken costs no hash. */
async function create(
  context: Context,
  {name, displayName, password, isOwner}: {name: string; displayName: string; password: string; isOwner: boolean},
): Promise<Account> {
  const {store, displayNames, passwords, now} = context;
  if ((await store.accountFind(name)) !== undefined) throw new ChatError('name-taken', name);
  const {release} = await displayNames.claim({name, displayName});
  try {
    const passwordHash = await passwords.hash(password, askerOf(context, name));
    return await store.accountCreate({name, displayName, passwordHash, isOwner, atMs: now()});
  } catch (error) {
    release();
    throw error;
  }
}

interface Codes {
  inviteCode: string | undefined;
  ownerCode: string | undefined;
}

/** The owner code opens a closed server as well: somebody has to become its owner, and nobody else has it. */
function requireInvitation({settings, ownership, connection, inviteCode}: Context, given: Codes): void {
  if (given.ownerCode !== undefined) return ownership.require(given.ownerCode, connection);
  if (settings.registration === 'closed') throw new ChatError('registration-closed');
  if (settings.registration !== 'invite') return;
  if (!timingSafeEqual(tokenHashOf(given.inviteCode ?? ''), tokenHashOf(inviteCode)))
    throw new ChatError('invite-needed');
}
