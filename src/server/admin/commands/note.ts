/** Adds a note to the audit. */
import type {AdminBody} from '../body.ts';
import {recordDeed} from '../../audit/audit.ts';

export const note: AdminBody<'note'> = async (server, {by, args: {text, deed = 'note'}}) => {
  // Only on the machine itself are backups and exports made by others than the server.
  const method = by.isLocal && (deed === 'backup' || deed === 'export') ? deed : 'note';
  recordDeed(server, by, {method, about: text});
  return {};
};
