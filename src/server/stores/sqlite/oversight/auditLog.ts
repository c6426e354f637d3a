/** Appends to the audit: each record holds the SHA-256 of the one before. */
import {createHash} from 'node:crypto';
import {HOUR_MS} from '../../../../shared/limits.ts';
import type {AuditRecord} from '../../../storeContract/oversight.ts';
import {query, type Database} from '../engine/database.ts';

export interface AuditRow {
  id: number;
  at_ms: number;
  name: string;
  address: string;
  method: string;
  is_success: number;
  about: string;
  hash: Uint8Array;
}

export interface AuditHead {
  id: number;
  hash: Uint8Array;
}

type Added = Omit<AuditRecord, 'id' | 'hash'>;

/** Called inside a transaction. */
export interface AuditLog {
  append(record: Added): void;
}

/** Maximum refused attempts recorded individually per hour; further ones are only counted, so that the disk does not fill. */
const REFUSED = {count: 500, everyMs: HOUR_MS};
export const AUDIT_COLUMNS = 'id, at_ms, name, address, method, is_success, about, hash';

export const auditHashOf = (
  before: Uint8Array,
  {id, at_ms, name, address, method, is_success, about}: Omit<AuditRow, 'hash'>,
) =>
  createHash('sha256')
    .update(before)
    .update(JSON.stringify([id, at_ms, name, address, method, is_success, about]))
    .digest();

export function openAuditLog(database: Database): AuditLog {
  const headOf = query<AuditHead, []>(
    database,
    `SELECT id, hash FROM (SELECT id, hash FROM audit_anchor
       UNION ALL SELECT * FROM (SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1)) ORDER BY id DESC LIMIT 1`,
  );
  const insert = database.statement(`INSERT INTO audit (${AUDIT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  let refused = {sinceMs: Number.NEGATIVE_INFINITY, count: 0};

  function put({atMs, name, address, method, isSuccess, about}: Added): void {
    const head = headOf.one() ?? {id: 0, hash: new Uint8Array(32)};
    const row = {id: head.id + 1, at_ms: atMs, name, address, method, is_success: isSuccess ? 1 : 0, about};
    const hash = auditHashOf(head.hash, row);
    insert.run(row.id, atMs, name, address, method, row.is_success, about, hash);
  }
  return {
    append(record) {
      const {atMs, isSuccess} = record;
      if (isSuccess) return put(record);
      if (atMs - refused.sinceMs >= REFUSED.everyMs || atMs < refused.sinceMs) {
        const more = refused.count - REFUSED.count;
        if (more > 0) put({...record, name: '', address: '', method: 'refused', about: `${more} more in that hour`});
        refused = {sinceMs: atMs, count: 0};
      }
      if (++refused.count <= REFUSED.count) put(record);
    },
  };
}
