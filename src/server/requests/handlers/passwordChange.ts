/** Changes one’s own password and ends all other sessions of the account. */
import {ChatError} from '../../../shared/errors.ts';
import type {Handler} from '../handler.ts';
import {doerOf, recordDeed} from '../../audit/audit.ts';
import {askerOf, endConnections, withLoginThrottle, isSameToken, recordLogin} from '../../signIn/sessions.ts';

export const passwordChange: Handler<'passwordChange'> = {
  access: 'account',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  async run(context, {oldPassword, newPassword}) {
    const {me, store, passwords, connection} = context;
    const asker = askerOf(context, me.name);
    await passwords.check(newPassword, me.name, me.displayName);
    const before = await withLoginThrottle(context, me.name, async () => {
      const account = await store.accountFindById(me.userId);
      if ((await passwords.verify(account?.passwordHash, oldPassword, asker)) && account !== undefined)
        return account.passwordHash;
      recordLogin(context, connection, {name: me.name, isSuccess: false, method: 'password'});
      throw new ChatError('login-failed');
    });
    const passwordHash = await passwords.hash(newPassword, asker);
    const own = connection.tokenHash ?? new Uint8Array();
    // The session was ended or the password was set by somebody else meanwhile, which takes precedence.
    if (connection.isEnding) throw new ChatError('disconnected');
    if (!(await store.passwordSet(me.userId, {passwordHash, before, keptTokenHash: own})))
      throw new ChatError('login-failed');
    recordDeed(context, doerOf(me, connection), {method: 'passwd'});
    endConnections(context, me.userId, tokenHash => !isSameToken(tokenHash, own));
    return {};
  },
};
