/** Logs out: the token becomes void and every connection that uses it ends. */
import type {Handler} from '../handler.ts';
import {endConnections, isSameToken, recordLogin} from '../../signIn/sessions.ts';

export const sessionEnd: Handler<'sessionEnd'> = {
  access: 'account',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  async run(context) {
    const {me, store, connection} = context;
    const own = connection.tokenHash ?? new Uint8Array();
    await store.sessionDelete(own);
    recordLogin(context, connection, {name: me.name, isSuccess: true, method: 'logout'});
    endConnections(context, me.userId, tokenHash => isSameToken(tokenHash, own));
    return {};
  },
};
