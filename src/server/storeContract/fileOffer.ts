/** Parameters of a file offer, and quotas. */
import type {Bundle} from '../../shared/bundle.ts';

/** Quotas of files per person, per room and in all. */
export interface FileQuota {
  bytesPerUserMax: number;
  bytesMax: number;
  /** Absent: unlimited. */
  bytesPerRoomMax?: number | undefined;
  unfinishedPerUserMax: number;
}

export interface FileOffer {
  roomId: number;
  userId: number;
  entryId: string;
  fileId: string;
  name: string;
  sizeBytes: number;
  bundle?: Bundle;
  /** In an encrypted conversation: the encrypted message that describes the file. */
  sealed?: string | undefined;
  /** The bytes go directly between clients; they count towards quotas only if they come to the server after all. */
  isDirect?: boolean;
  atMs: number;
  quota?: FileQuota;
}
