/** Logs in by password. An unknown name and a wrong password get the same answer after the same time. */
import type {Handler} from '../handler.ts';
import {
  grantSession,
  withLoginThrottle,
  recordLogin,
  requireAddressTry,
  requireFreeConnection,
} from '../../signIn/sessions.ts';
import {isRightNow, passwordOf} from '../../signIn/passwordOf.ts';
import {requireLoginRequirements, requirePasswordIsEnough} from '../../signIn/required.ts';
import {requireSecondFactor} from '../../signIn/secondFactor.ts';
import type {Account} from '../../storeContract/store.ts';

export const sessionLogin: Handler<'sessionLogin'> = {
  access: 'anyone',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  async run(context, {name, password, code, deviceName}) {
    let account: Account;
    try {
      requireAddressTry(context, context.connection.address);
      account = await withLoginThrottle(context, name, async () => {
        const found = await passwordOf(context, name, password);
        await requireSecondFactor(context, found, code);
        return found;
      });
      requireFreeConnection(context, account, context.connection.address);
      await requirePasswordIsEnough(context, account);
      await requireLoginRequirements(context, account);
    } catch (error) {
      recordLogin(context, context.connection, {name, isSuccess: false, method: 'password'});
      throw error;
    }
    recordLogin(context, context.connection, {name, isSuccess: true, method: 'password'});
    const isStillRight = () => isRightNow(context, account, password);
    return grantSession(context, {account, deviceName, isStillRight});
  },
};
