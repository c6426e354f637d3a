/** Logs in by password. An unknown name and a wrong password get the same answer after the same time. */
import {ChatError} from '../../../shared/errors.ts';
import type {Context} from '../../context.ts';
import type {Handler} from '../handler.ts';
import {askerOf, grantSession, guarded, recordLogin, requireAddressTry, requirePlace} from '../../door/sessions.ts';
import type {Account} from '../../store.ts';

export const sessionLogin: Handler<'sessionLogin'> = {
  access: 'anyone',
  lane: 'chat',
  order: 'alone',
  async run(context, {name, password, deviceName}) {
    let account: Account;
    try {
      requireAddressTry(context, context.connection.address);
      account = await guarded(context, name, () => verified(context, name, password));
      requirePlace(context, account);
    } catch (error) {
      recordLogin(context, context.connection, {name, isSuccess: false, method: 'password'});
      throw error;
    }
    recordLogin(context, context.connection, {name, isSuccess: true, method: 'password'});
    const isStillRight = () => isRightNow(context, account, password);
    return grantSession(context, {account, deviceName, isStillRight});
  },
};

async function verified(context: Context, name: string, password: string): Promise<Account> {
  const {store, passwords} = context;
  const asker = askerOf(context, name);
  const account = await store.accountFind(name);
  const isRight = await passwords.verify(account?.passwordHash, password, asker);
  if (account === undefined || !isRight || !(await isRightNow(context, account, password))) {
    throw new ChatError('login-failed');
  }
  if (!passwords.isOutdated(account.passwordHash)) return account;
  const passwordHash = await passwords.hash(password, asker);
  await store.passwordSet(account.userId, passwordHash);
  return {...account, passwordHash};
}

/** A password that was changed while the old one was being checked is no longer right. */
async function isRightNow(context: Context, account: Account, password: string): Promise<boolean> {
  const {store, passwords} = context;
  const current = await store.accountFindById(account.userId);
  if (current?.passwordHash === account.passwordHash) return true;
  return passwords.verify(current?.passwordHash, password, askerOf(context, account.name));
}
