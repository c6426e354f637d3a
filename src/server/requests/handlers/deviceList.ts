/** Lists the devices on which one is logged in. */
import {devicesOf} from '../../signIn/devices.ts';
import type {Handler} from '../handler.ts';

export const deviceList: Handler<'deviceList'> = {
  access: 'account',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 120, perSeconds: 60},
  async run(context) {
    const devices = await devicesOf(context, context.me.userId, context.connection.tokenHash);
    return {devices: devices.slice(0, DEVICES_TOLD_MAX), total: devices.length};
  },
};

const DEVICES_TOLD_MAX = 200;
