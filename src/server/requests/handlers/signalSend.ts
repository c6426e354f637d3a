/**
 * Passes a signal to another person’s devices without reading it; by such signals two clients find a direct way to each
 * other. What devices sign and seal in it is in sealed.md.
 */
import {idOf} from '../../rooms/friends.ts';
import type {Handler} from '../handler.ts';

export const signalSend: Handler<'signalSend'> = {
  access: 'account',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 240, perSeconds: 60},
  async run(context, {name, sessionId, body, about, showsAddress}) {
    const {me, store, connection, connections} = context;
    const partnerId = await idOf(context, name);
    await store.directRequire({userId: me.userId, partnerId});
    const contacts = await store.contactList(partnerId);
    // A blocked sender is not told: the answer is the same as if nobody were connected.
    if (contacts.some(({userId, state}) => userId === me.userId && state === 'blocked')) return {reached: 0};
    const capability = about === undefined ? 'direct' : 'directFiles';
    const devices = connections
      .of(partnerId)
      .filter(({isOpen, isEnding, dialect}) => isOpen && !isEnding && dialect.capabilities.includes(capability));
    const seenAt = showsAddress === true ? connection.address.slice(0, 45) : undefined;
    const told = {from: me.name, sessionId, body, ...(about && {about}), ...(seenAt !== undefined && {seenAt})};
    for (const device of devices) device.tell('signalReceived', told);
    return {reached: devices.length};
  },
};
