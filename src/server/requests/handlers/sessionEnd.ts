/** Logs out: the token is void and every connection that was signed in with it ends. */
import type {Handler} from '../handler.ts';
import {endConnections, isSameToken, recordLogin} from '../../signIn/sessions.ts';

export const sessionEnd: Handler<'sessionEnd'> = {
  access: 'account',
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
