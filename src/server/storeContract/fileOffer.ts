/** Parameters of offering a file, and quotas. */
import type {Bundle} from '../../shared/bundle.ts';

/** What one person, and all together, may have in files. */
export interface FileQuota {
  bytesPerUserMax: number;
  bytesMax: number;
  /** Absent: without limit. */
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
  /** In an encrypted conversation: the message that says what it is. */
  sealed?: string | undefined;
  /** Its bytes go from client to client; they count once they are to come here all the same. */
  isDirect?: boolean;
  atMs: number;
  quota?: FileQuota;
}
