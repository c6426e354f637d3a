/** Reads, verifies and prunes the audit; records are removed by age alone. */
import type {AuditRecord, Oversight} from '../../../storeContract/oversight.ts';
import {AUDIT_COLUMNS, auditHashOf, type AuditHead, type AuditRow} from './auditLog.ts';
import {query} from '../engine/database.ts';
import type {AuditLog} from './auditLog.ts';
import type {Sqlite} from '../sqlite.ts';

/** Maximum records read at once, which limits the time of a filter without matches. */
const LOOKED_THROUGH_MAX = 20_000;
/** Maximum number of old records removed at once; records among them with a time in the future are removed too. */
const PRUNED_AT_ONCE = 1_000;
type Audit = Pick<Oversight, 'auditAppend' | 'auditList' | 'auditVerify' | 'auditPrune'>;

export function openAudit({database, commits, audit}: Sqlite & {audit: AuditLog}): Audit {
  const down = query<AuditRow, [number]>(database, `SELECT ${AUDIT_COLUMNS} FROM audit WHERE id < ? ORDER BY id DESC`);
  const up = query<AuditRow, [number, number]>(
    database,
    `SELECT ${AUDIT_COLUMNS} FROM audit WHERE id > ? ORDER BY id LIMIT +?`,
  );
  const anchor = query<AuditHead, []>(database, 'SELECT id, hash FROM audit_anchor');
  const oldest = query<AuditHead & {at_ms: number}, [number]>(
    database,
    'SELECT id, hash, at_ms FROM audit ORDER BY id LIMIT +?',
  );
  const setAnchor = database.statement('UPDATE audit_anchor SET id = ?, hash = ?');
  const drop = database.statement('DELETE FROM audit WHERE id <= ?');

  return {
    auditAppend: record => commits.writeSoon(() => audit.append(record)),
    async auditList({beforeId = Number.MAX_SAFE_INTEGER, limit, wants}) {
      // Pending records are written first; if that fails on a full disk, the stored ones can still be read.
      await commits.write(() => undefined).catch(() => undefined);
      const records: AuditRecord[] = [];
      let looked = 0;
      let last: number | undefined;
      down.while(row => {
        if (records.length >= limit || looked >= LOOKED_THROUGH_MAX) return false;
        looked++;
        last = row.id;
        const record = toRecord(row);
        if (wants(record)) records.push(record);
        return true;
      }, beforeId);
      const isEnd = records.length < limit && looked < LOOKED_THROUGH_MAX;
      return {records, nextId: isEnd ? undefined : last};
    },
    async auditVerify({from, limit}) {
      if (from === undefined) await commits.write(() => undefined).catch(() => undefined);
      const start = anchor.one() ?? {id: 0, hash: new Uint8Array(32)};
      // Records pruned since the last call were old, so the verification continues after them.
      let at = from === undefined || from.id < start.id ? start : {id: from.id, hash: Buffer.from(from.hash, 'hex')};
      const rows = up.all(at.id, limit);
      for (const row of rows) {
        if (row.id !== at.id + 1) return {state: 'broken', id: at.id + 1, why: 'missing'};
        if (Buffer.compare(auditHashOf(at.hash, row), Buffer.from(row.hash)) !== 0)
          return {state: 'broken', id: row.id, why: 'changed'};
        at = row;
      }
      return {state: rows.length < limit ? 'whole' : 'going on', id: at.id, hash: Buffer.from(at.hash).toString('hex')};
    },
    auditPrune: ({beforeMs, nowMs}) =>
      commits.write(() => {
        // With a clock that was behind, records look old among newer ones, so only a run of old ones at the start is removed; a
        // time in the future does not protect older records.
        const isNew = ({at_ms: atMs}: {at_ms: number}) => atMs >= beforeMs && atMs <= nowMs;
        let old = 0;
        const isOld = (row: {at_ms: number}) => !isNew(row) && (row.at_ms >= beforeMs || ++old <= PRUNED_AT_ONCE);
        const last = oldest.while(isOld, LOOKED_THROUGH_MAX).findLast(row => row.at_ms < beforeMs);
        if (last === undefined) return false;
        setAnchor.run(last.id, last.hash);
        drop.run(last.id);
        return true;
      }),
  };
}

const toRecord = (row: AuditRow): AuditRecord => ({
  id: row.id,
  atMs: row.at_ms,
  name: row.name,
  address: row.address,
  method: row.method,
  isSuccess: row.is_success === 1,
  about: row.about,
  hash: Buffer.from(row.hash).toString('hex'),
});
