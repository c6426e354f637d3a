/** Stops the server. */
import type {AdminBody} from '../body.ts';
import {recordDeed} from '../../audit/audit.ts';

export const stop: AdminBody<'stop'> = async (server, {by, args: {backInMs}}) => {
  recordDeed(server, by, {method: 'stop'});
  server.lifetime.stop(backInMs === undefined ? undefined : Math.ceil(backInMs / 1_000));
  return {told: ['The server is closing.']};
};
