/** Which offers were decided already (taken, declined, withdrawn), so that none is shown twice; one empty file each. */
import {writeFileSync} from 'node:fs';
import {readdir, stat, unlink} from 'node:fs/promises';
import {join} from 'node:path';
import {makeFolder} from '../../shared/folder.ts';

/** Beyond this the oldest are forgotten; offers that old are not looked at any more. */
const KEPT_MAX = 5_000;

export interface Decisions {
  has(fileId: string): boolean;
  add(fileId: string): void;
  /** Resolves when what was remembered is read. */
  ready: Promise<void>;
  /** Resolves when everything added is on disk. */
  settled(): Promise<void>;
}

async function prune(folder: string, fileIds: readonly string[]): Promise<void> {
  if (fileIds.length <= KEPT_MAX) return;
  const found = await Promise.all(
    fileIds.map(async fileId => ({path: join(folder, fileId), atMs: (await stat(join(folder, fileId))).mtimeMs})),
  );
  found.sort((one, other) => one.atMs - other.atMs);
  await Promise.all(found.slice(0, found.length - KEPT_MAX).map(({path}) => unlink(path)));
}

export function openDecisions(dataDir: string): Decisions {
  const folder = join(dataDir, 'transfers', 'decided');
  const decided = new Set<string>();
  let writes: Promise<unknown> = Promise.resolve();
  const load = async () => {
    makeFolder(folder);
    const fileIds = await readdir(folder);
    for (const fileId of fileIds) decided.add(fileId);
    await prune(folder, fileIds);
  };
  // A folder that cannot be read only means that an old offer may be shown again.
  const ready = load().catch(() => undefined);
  return {
    has: fileId => decided.has(fileId),
    add(fileId) {
      if (decided.has(fileId)) return;
      decided.add(fileId);
      writes = Promise.all([
        writes,
        ready.then(() => writeFileSync(join(folder, fileId), '', {mode: 0o600})).catch(() => undefined),
      ]);
    },
    ready,
    settled: async () => void (await writes),
  };
}
