/** Store contract: administration. Rooms, disk usage, the audit. */
import type {RoomKind} from '../../shared/model.ts';

/** A record of the audit. */
export interface AuditRecord {
  id: number;
  atMs: number;
  /** Login name; as typed for refused logins. */
  name: string;
  address: string;
  method: string;
  isSuccess: boolean;
  /** The target of the action; often empty. */
  about: string;
  /** In hex; see `auditVerify`. */
  hash: string;
}

/** Progress of verifying the hashes: the last record verified, or the first that does not match. */
export type AuditVerified =
  {state: 'whole' | 'going on'; id: number; hash: string} | {state: 'broken'; id: number; why: 'missing' | 'changed'};

/** A room as administrators see it. */
export interface RoomOverview {
  roomId: number;
  kind: RoomKind;
  name: string;
  topic: string;
  memberCount: number;
  lastSeq: number;
  messageBytes: number;
}

/** Disk usage of a person; `name` is empty for the total. */
export interface UsageOverview {
  name: string;
  fileBytes: number;
  unfinishedFiles: number;
  messageBytes: number;
}

export interface Oversight {
  /** Number of waiting writes, and whether the store has stopped writing until a restart. */
  condition(): {waiting: number; isBroken: boolean};
  /** Rooms by name with their sizes: public ones and those of the person; for `SERVER_SENDER` all rooms. */
  roomOverview(page: {
    userId: number;
    after?: Pick<RoomOverview, 'name' | 'roomId'>;
    limit: number;
  }): Promise<RoomOverview[]>;
  /** Bytes of files and messages: the total first, then people by descending usage, from row `from` on. */
  usageOverview(page: {from: number; limit: number}): Promise<UsageOverview[]>;

  /** For records other than those of `loginRecord`. */
  auditAppend(record: Omit<AuditRecord, 'id' | 'hash'>): Promise<void>;
  /** Newest first. Reads a limited number of records and returns where to continue, even if none matched. */
  auditList(page: {
    beforeId?: number;
    limit: number;
    wants: (record: AuditRecord) => boolean;
  }): Promise<{records: AuditRecord[]; nextId: number | undefined}>;
  /** Verifies `limit` records from `from` on; absent: from the oldest. */
  auditVerify(walk: {from?: {id: number; hash: string}; limit: number}): Promise<AuditVerified>;
  /** Removes a limited number of records older than `beforeMs`, stopping before the first newer one; false if there are none. */
  auditPrune(bounds: {beforeMs: number; nowMs: number}): Promise<boolean>;
}
