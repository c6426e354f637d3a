/** Adds a note to the audit. */
import type {AdminBody} from '../body.ts';
import {recordDeed} from '../../audit/audit.ts';

export const note: AdminBody<'note'> = async (server, {by, args: {text, deed = 'note'}}) => {
  // Only a caller on this machine can have made a backup or export outside of the server.
  const method = by.isLocal && (deed === 'backup' || deed === 'export') ? deed : 'note';
  recordDeed(server, by, {method, about: text});
  return {};
};
