/** The settings of the running server, and reloading them. */
import {ChatError} from '../../../shared/errors.ts';
import type {AdminBody} from '../body.ts';
import {recordDeed} from '../../audit/audit.ts';

export const config: AdminBody<'config'> = async (server, {by, args: {what = 'show'}}) => {
  const {config: port} = server;
  if (port === undefined) throw new ChatError('config-absent');
  if (what === 'show') return {rows: await port.list()};
  const {changed, needRestart} = await port.reload();
  if (changed.length > 0) recordDeed(server, by, {method: 'config', about: changed.join(', ')});
  return {
    told: [
      changed.length === 0 ? 'Nothing has changed that can be taken now.' : `Taken: ${changed.join(', ')}.`,
      ...(needRestart.length === 0 ? [] : [`Needs a restart: ${needRestart.join(', ')}.`]),
    ],
  };
};
