/** Store contract: administration. Rooms, disk usage, the audit. */
import type {RoomKind} from '../../shared/model.ts';

/** A record of the audit. */
export interface AuditRecord {
  id: number;
  atMs: number;
  /** Who; as typed where nobody was let in. */
  name: string;
  address: string;
  method: string;
  isSuccess: boolean;
  /** Whom or what it was done to; often empty. */
  about: string;
  /** In hex; see `auditVerify`. */
  hash: string;
}

/** How far the hashes of the audit were compared: up to this record, or where they do not fit. */
export type AuditVerified =
  {state: 'whole' | 'going on'; id: number; hash: string} | {state: 'broken'; id: number; why: 'missing' | 'changed'};

/** A room as whoever looks after the server sees it. */
export interface RoomOverview {
  roomId: number;
  kind: RoomKind;
  name: string;
  topic: string;
  memberCount: number;
  lastSeq: number;
  messageBytes: number;
}

/** What somebody has on the disk; `name` is empty for all together. */
export interface UsageOverview {
  name: string;
  fileBytes: number;
  unfinishedFiles: number;
  messageBytes: number;
}

export interface Oversight {
  /** Writes that wait, and whether nothing is written any more until the server is started again. */
  condition(): {waiting: number; isBroken: boolean};
  /**
   * Rooms by name, with how much was said in them: public ones and those of the person; of `SERVER_SENDER` private ones as well.
   */
  roomOverview(page: {
    userId: number;
    after?: Pick<RoomOverview, 'name' | 'roomId'>;
    limit: number;
  }): Promise<RoomOverview[]>;
  /** Bytes of files and messages: of all together first, then of each person, most first, from the row of this number on. */
  usageOverview(page: {from: number; limit: number}): Promise<UsageOverview[]>;

  /** For what `loginRecord` does not record. */
  auditAppend(record: Omit<AuditRecord, 'id' | 'hash'>): Promise<void>;
  /** Newest first; looks through so many records only, and says where to go on, also where nothing was found among them. */
  auditList(page: {
    beforeId?: number;
    limit: number;
    wants: (record: AuditRecord) => boolean;
  }): Promise<{records: AuditRecord[]; nextId: number | undefined}>;
  /** Compares so many records from there on; from the oldest one where nothing is said. */
  auditVerify(walk: {from?: {id: number; hash: string}; limit: number}): Promise<AuditVerified>;
  /** Takes the oldest records away that are older, so many at once; false when there are none. */
  auditPrune(beforeMs: number): Promise<boolean>;
}
