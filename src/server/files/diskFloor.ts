/**
 * Keeps disk space for logins, records and deletions: below it messages and files are refused; a reserve file is released when
 * something else fills the disk completely.
 */
import {rmSync, statfsSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

/** Free space below which messages are refused; on a small disk a share of it. */
const FLOOR_BYTES = 32 * 1024 ** 2;
const FLOOR_SHARE = 50;
/** Size of the reserve file, enough for a few thousand logins and deletions. */
const ASIDE_BYTES = 4 * 1024 ** 2;
const ASIDE_SHARE = 100;
/** Minimum time between queries of the free space, because a query takes as long as storing a message. */
const LOOK_EVERY_MS = 200;

export interface DiskFloor {
  hasRoom(): boolean;
  /** Removes the reserve file; false if it is gone already. */
  giveBack(): boolean;
}

export function openDiskFloor(dataDir: string, monotonicMs: () => number): DiskFloor {
  const path = join(dataDir, 'reserve');
  const sizeOf = () => statSync(path, {throwIfNoEntry: false})?.size ?? 0;
  let hasRoom = true;
  let lookedAtMs = -Infinity;

  const giveBack = (): boolean => {
    try {
      if (sizeOf() === 0) return false;
      rmSync(path);
      return true;
    } catch {
      return false;
    }
  };
  /** Random bytes, because some file systems allocate no blocks for zeros. */
  const putAside = (bytes: number): void => {
    try {
      writeFileSync(path, Buffer.allocUnsafe(bytes).fill('chat-tui keeps this place free. '), {mode: 0o600});
    } catch {
      giveBack();
    }
  };
  const look = (): boolean => {
    try {
      const {bavail, blocks, bsize} = statfsSync(dataDir);
      const free = bavail * bsize;
      const all = blocks * bsize;
      const floor = Math.min(FLOOR_BYTES, all / FLOOR_SHARE);
      const aside = Math.floor(Math.min(ASIDE_BYTES, all / ASIDE_SHARE));
      if (sizeOf() > 0) {
        if (free >= aside) return free >= floor;
        giveBack();
        return false;
      }
      if (free < floor + 2 * aside) return free >= floor + aside;
      putAside(aside);
      return true;
    } catch {
      // If the free space is unknown, a full disk is noticed when a write fails.
      return true;
    }
  };
  return {
    hasRoom() {
      const nowMs = monotonicMs();
      if (nowMs - lookedAtMs >= LOOK_EVERY_MS) {
        lookedAtMs = nowMs;
        hasRoom = look();
      }
      return hasRoom;
    },
    giveBack() {
      lookedAtMs = monotonicMs();
      hasRoom = false;
      return giveBack();
    },
  };
}
