/** Finds the account that a moderation action is about. */
import {loginOf} from '../../shared/words/typedName.ts';
import {ChatError} from '../../shared/errors.ts';
import type {ServerContext} from '../context.ts';
import type {Account} from '../storeContract/store.ts';
import type {Doer} from '../audit/audit.ts';

/** @throws user-not-found, direct-self */
export async function targetOf({store}: ServerContext, by: Doer, typed: string): Promise<Account> {
  const name = loginOf(typed);
  const account = await store.accountFind(name);
  if (account === undefined) throw new ChatError('user-not-found', name);
  if (account.userId === by.userId) throw new ChatError('direct-self');
  return account;
}
