/** Makes an account and logs it in; the first account owns the server. */
import {timingSafeEqual} from 'node:crypto';
import {ChatError} from '../../../shared/errors.ts';
import {checkAccountName} from '../../door/accountNames.ts';
import type {Context} from '../../context.ts';
import type {Handler} from '../handler.ts';
import {grantSession, recordLogin, requireAddressTry, tokenHashOf} from '../../door/sessions.ts';
import {storable} from '../../storable.ts';
import type {Account} from '../../store.ts';

export const accountRegister: Handler<'accountRegister'> = {
  access: 'anyone',
  lane: 'chat',
  order: 'alone',
  async run(context, {name, password, displayName = '', inviteCode, deviceName}) {
    const attempt = (isSuccess: boolean) =>
      recordLogin(context, context.connection, {name, isSuccess, method: 'register'});
    let account: Account;
    try {
      requireAddressTry(context, context.connection.address);
      await requireInvitation(context, inviteCode);
      checkAccountName(name);
      await context.passwords.check(password, name, displayName);
      account = await create(context, {name, displayName: storable(displayName).trim(), password});
    } catch (error) {
      attempt(false);
      throw error;
    }
    attempt(true);
    return grantSession(context, {account, deviceName});
  },
};

/** A name that is taken costs no hash. */
async function create(
  {store, displayNames, passwords, now}: Context,
  {name, displayName, password}: {name: string; displayName: string; password: string},
): Promise<Account> {
  if ((await store.accountFind(name)) !== undefined) throw new ChatError('name-taken', name);
  const {release} = await displayNames.claim({name, displayName});
  try {
    const passwordHash = await passwords.hash(password);
    return await store.accountCreate({name, displayName, passwordHash, atMs: now()});
  } catch (error) {
    release();
    throw error;
  }
}

/** A server without accounts is closed to nobody: somebody has to become its owner. */
async function requireInvitation({settings, store, inviteCode}: Context, given = ''): Promise<void> {
  if (settings.registration === 'closed' && (await store.accountCount()) > 0)
    throw new ChatError('registration-closed');
  if (settings.registration !== 'invite') return;
  if (!timingSafeEqual(tokenHashOf(given), tokenHashOf(inviteCode))) throw new ChatError('invite-needed');
}
