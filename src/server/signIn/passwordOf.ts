/** Authenticates an account by name and password. */
import {ChatError} from '../../shared/errors.ts';
import type {Context} from '../context.ts';
import {askerOf} from './sessions.ts';
import type {Account} from '../storeContract/store.ts';

/** Unknown names and wrong passwords get the same answer after the same time. @throws login-failed, busy */
export async function passwordOf(context: Context, name: string, password: string): Promise<Account> {
  const {store, passwords} = context;
  const asker = askerOf(context, name);
  const account = await store.accountFind(name);
  const isRight = await passwords.verify(account?.passwordHash, password, asker);
  if (account === undefined || !isRight || !(await isRightNow(context, account, password))) {
    throw new ChatError('login-failed');
  }
  if (!passwords.isOutdated(account.passwordHash)) return account;
  const passwordHash = await passwords.hash(password, asker);
  if (await store.passwordSet(account.userId, {passwordHash, before: account.passwordHash}))
    return {...account, passwordHash};
  // The hash has changed meanwhile: another login has rehashed the same password, or the password was changed.
  const current = await rightNow(context, account, password);
  if (current === undefined) throw new ChatError('login-failed');
  return current;
}

/** Whether the password is still right, as it may have been changed during the check. */
export const isRightNow = async (context: Context, account: Account, password: string): Promise<boolean> =>
  (await rightNow(context, account, password)) !== undefined;

/** The account as it is now, if the password is still right. */
async function rightNow(context: Context, account: Account, password: string): Promise<Account | undefined> {
  const {store, passwords} = context;
  const current = await store.accountFindById(account.userId);
  if (current === undefined || current.passwordHash === account.passwordHash) return current;
  const isRight = await passwords.verify(current.passwordHash, password, askerOf(context, account.name));
  return isRight ? current : undefined;
}
