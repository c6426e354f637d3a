/** Passes a signal to one’s other devices without reading it; a new device is approved by such signals. */
import type {Handler} from '../handler.ts';

export const deviceSignalSend: Handler<'deviceSignalSend'> = {
  access: 'account',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run({me, connection, connections}, {body}) {
    const devices = connections
      .of(me.userId)
      .filter(one => one !== connection && one.isOpen && !one.isEnding && one.dialect.capabilities.includes('sealed'));
    for (const device of devices) device.tell('deviceSignalReceived', {body});
    return {reached: devices.length};
  },
};
