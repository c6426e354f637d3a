/** The audit: filtered, newest first; or verified by its hashes. */
import {ChatError} from '../../../shared/errors.ts';
import type {AdminBody} from '../body.ts';
import type {ServerContext} from '../../context.ts';
import {recordCounted} from '../../signIn/sessions.ts';
import type {AuditRecord, AuditVerified} from '../../storeContract/oversight.ts';

export const audit: AdminBody<'audit'> = async (server, {args, after, limit}) => {
  const {what = 'list', by, deed, sinceMs, failed = false, head} = args;
  if (what === 'verify') return {told: [await verify(server, head)]};
  if (after === undefined) await recordCounted(server);
  const fromMs = sinceMs === undefined ? 0 : server.now() - sinceMs;
  const wants = (one: AuditRecord): boolean =>
    one.atMs >= fromMs &&
    (by === undefined || one.name === by) &&
    (deed === undefined || one.method === deed) &&
    (!failed || !one.isSuccess);
  const before = after === undefined ? {} : {beforeId: Number(after) || 0};
  const {records, nextId} = await server.store.auditList({...before, limit, wants});
  return {
    rows: records.map(({id: auditId, ...record}) => ({auditId, ...record})),
    next: nextId === undefined ? undefined : String(nextId),
  };
};

/** Records verified in one turn of the event loop. */
const AT_ONCE = 500;

async function verify({store}: ServerContext, head: string | undefined): Promise<string> {
  let at: AuditVerified = await store.auditVerify({limit: AT_ONCE});
  let isHeadThere = head === undefined;
  // Checks that the hash noted by the operator (`head`) is that of one of the records.
  const look = async (): Promise<void> => {
    if (isHeadThere || head === undefined) return;
    const found = await store.auditList({limit: 1, wants: one => one.hash === head.toLowerCase()});
    for (let next = found; !isHeadThere;) {
      isHeadThere = next.records.length > 0;
      if (next.nextId === undefined) return;
      if (!isHeadThere)
        next = await store.auditList({limit: 1, beforeId: next.nextId, wants: one => one.hash === head.toLowerCase()});
    }
  };
  while (at.state === 'going on') {
    await new Promise(resolve => setImmediate(resolve));
    at = await store.auditVerify({from: at, limit: AT_ONCE});
  }
  if (at.state === 'broken')
    throw new ChatError('audit-broken', `${at.id} ${at.why === 'missing' ? 'is missing' : 'was changed'}`);
  await look();
  if (!isHeadThere) throw new ChatError('audit-broken', `with the hash ${String(head).slice(0, 64)} is missing`);
  return (
    `The audit is whole: ${at.id} records, the last one with the hash ${at.hash}. Note it elsewhere: whoever ` +
    'can write the database can also make all hashes anew.'
  );
}
