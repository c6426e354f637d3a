/** Checks the quotas of files, per person, per room and in all, within the transaction of an offer. */
import {ChatError} from '../../../../shared/errors.ts';
import {sizeText} from '../../../../shared/text/sizeText.ts';
import type {FileQuota} from '../../../storeContract/fileOffer.ts';
import {query, type Database} from '../engine/database.ts';

/** Row of the total of all senders; triggers maintain the sums. */
const ALL = 0;

interface FileQuotas {
  /** @throws unfinished-too-many */
  requireFew: (userId: number, quota: FileQuota) => void;
  /** Checks the quotas for `sizeBytes` more. @throws quota-exceeded, room-quota-full, quota-full */
  requireShare: (roomId: number, userId: number, sizeBytes: number, quota: FileQuota) => void;
}

export function openFileQuotas(database: Database): FileQuotas {
  const sizeOf = query<{bytes: number; unfinished: number}, [number]>(
    database,
    'SELECT bytes, unfinished FROM file_usage WHERE user_id = ?',
  );
  const ofRoom = query<{bytes: number}, [number]>(
    database,
    "SELECT ifnull(sum(size_bytes - direct_bytes), 0) AS bytes FROM files WHERE room_id = ? AND state <> 'cancelled'",
  );
  const requireFew = (userId: number, {unfinishedPerUserMax}: FileQuota): void => {
    const {unfinished} = sizeOf.one(userId) ?? {unfinished: 0};
    if (unfinished >= unfinishedPerUserMax) throw new ChatError('unfinished-too-many', String(unfinished));
  };
  const requireShare = (roomId: number, userId: number, sizeBytes: number, quota: FileQuota): void => {
    const {bytes} = sizeOf.one(userId) ?? {bytes: 0};
    if (bytes + sizeBytes > quota.bytesPerUserMax) {
      const figures = `${sizeText(bytes)} of ${sizeText(quota.bytesPerUserMax)}, and this is ${sizeText(sizeBytes)}`;
      throw new ChatError('quota-exceeded', figures);
    }
    const {bytesPerRoomMax} = quota;
    const here = bytesPerRoomMax === undefined ? 0 : (ofRoom.one(roomId)?.bytes ?? 0);
    if (bytesPerRoomMax !== undefined && here + sizeBytes > bytesPerRoomMax) {
      const figures = `${sizeText(here)} of ${sizeText(bytesPerRoomMax)}, and this is ${sizeText(sizeBytes)}`;
      throw new ChatError('room-quota-full', figures);
    }
    const all = sizeOf.one(ALL)?.bytes ?? 0;
    if (all + sizeBytes > quota.bytesMax) {
      throw new ChatError(
        'quota-full',
        `${sizeText(all)} of ${sizeText(quota.bytesMax)} are taken, and this is ${sizeText(sizeBytes)}`,
      );
    }
  };

  return {requireFew, requireShare};
}
