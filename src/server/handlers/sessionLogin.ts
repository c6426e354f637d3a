/** Logs in by password. An unknown name and a wrong password get the same answer after the same time. */
import {ChatError} from '../../shared/errors.ts';
import type {Context} from '../context.ts';
import type {Handler} from '../handler.ts';
import {grantSession, recordLogin, requireAddressTry, requirePasswordTry, requirePlace} from '../sessions.ts';
import type {Account} from '../store.ts';

export const sessionLogin: Handler<'sessionLogin'> = {
  access: 'anyone',
  lane: 'chat',
  order: 'alone',
  async run(context, {name, password, deviceName}) {
    let account: Account;
    try {
      account = await verified(context, name, password);
    } catch (error) {
      recordLogin(context, context.connection, {name, isSuccess: false, method: 'password'});
      throw error;
    }
    requirePlace(context, account);
    recordLogin(context, context.connection, {name, isSuccess: true, method: 'password'});
    return grantSession(context, account, deviceName);
  },
};

async function verified(context: Context, name: string, password: string): Promise<Account> {
  const {store, passwords} = context;
  requireAddressTry(context, context.connection.address);
  requirePasswordTry(context, name);
  const account = await store.accountFind(name);
  const isRight = await passwords.verify(account?.passwordHash, password);
  // A password that was changed while this one was being checked is no longer right.
  const now = await store.accountFind(name);
  if (account === undefined || !isRight || now?.passwordHash !== account.passwordHash)
    throw new ChatError('login-failed');
  if (passwords.isOutdated(account.passwordHash)) {
    await store.passwordSet(account.userId, await passwords.hash(password));
  }
  return account;
}
