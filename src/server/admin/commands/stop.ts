/** Stops the server. */
import type {AdminBody} from '../body.ts';
import {recordDeed} from '../../hub/audit.ts';

export const stop: AdminBody<'stop'> = async (server, {by}) => {
  recordDeed(server, by, {method: 'stop'});
  server.life.stop();
  return {told: ['The server is closing.']};
};
