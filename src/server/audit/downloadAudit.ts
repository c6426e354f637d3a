/** Audit records for downloads of other people's files, deduplicated per day, person and file. */
import {DAY_MS, HOUR_MS} from '../../shared/limits.ts';
import type {Logger} from '../logger.ts';
import type {Account, Store, StoredFile} from '../storeContract/store.ts';

/** Maximum number of downloads remembered per day; beyond it, a repeated download may be recorded again. */
const KNOWN_MAX = 20_000;
/** Maximum number of records per person and hour; further downloads in that hour are not recorded individually. */
const OF_ONE_MAX = 300;

export interface DownloadAudit {
  record(account: Account, file: StoredFile, address: string): void;
}

export function openDownloadAudit({store, log, now}: {store: Store; log: Logger; now: () => number}): DownloadAudit {
  let day = 0;
  let hour = 0;
  const known = new Set<string>();
  const countOf = new Map<number, number>();
  return {
    record({userId, name}, {fileId, senderName}, address) {
      const atMs = now();
      const today = Math.floor(atMs / DAY_MS);
      if (today !== day || known.size >= KNOWN_MAX) known.clear();
      day = today;
      const thisHour = Math.floor(atMs / HOUR_MS);
      if (thisHour !== hour) countOf.clear();
      hour = thisHour;
      const key = `${userId} ${fileId}`;
      const count = (countOf.get(userId) ?? 0) + 1;
      if (known.has(key) || count > OF_ONE_MAX) return;
      known.add(key);
      countOf.set(userId, count);
      const more = count === OF_ONE_MAX ? '; more in this hour are not recorded' : '';
      store
        .auditAppend({
          atMs,
          name,
          address,
          method: 'download',
          isSuccess: true,
          about: `${fileId} of @${senderName}${more}`,
        })
        .catch((error: unknown) => {
          // Recording failed, so the next download of the file is recorded instead.
          known.delete(key);
          log.error({error}, 'a download could not be recorded');
        });
    },
  };
}
