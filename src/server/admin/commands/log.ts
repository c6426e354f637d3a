/** The latest logins and actions. */
import {pageOf, type AdminBody} from '../body.ts';
import {recordCounted} from '../../signIn/sessions.ts';

export const log: AdminBody<'log'> = async (server, asked) => {
  if (asked.after === undefined) await recordCounted(server);
  const before = asked.after === undefined ? {} : {beforeId: Number(asked.after) || 0};
  const found = await server.store.loginList({...before, limit: asked.limit + 1});
  return pageOf<'log', (typeof found)[number]>(
    found,
    asked,
    ({id: recordId, ...record}) => ({recordId, ...record}),
    last => String(last.id),
  );
};
