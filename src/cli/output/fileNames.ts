/** Looks up file names for entries that only hold a file's id. */
import type {Client} from '../../client/client.ts';
import type {Entry} from '../../shared/entries/entry.ts';

interface FileNames {
  /** Requests the unknown file names in these entries. If that fails, the id is used as the name. */
  learn(entries: readonly Entry[]): Promise<void>;
  /** Untrusted text. */
  nameOf(fileId: string): string;
}

export function createFileNames(client: Client): FileNames {
  const nameById = new Map<string, string>();
  const ask = async (fileId: string) => {
    const found = await client.request('fileShow', {fileId}).catch(() => undefined);
    nameById.set(fileId, found?.name ?? fileId);
  };
  return {
    async learn(entries) {
      const wanted = new Set<string>();
      for (const entry of entries) {
        if (entry.kind === 'file') nameById.set(entry.fileId, entry.name);
        else if ('fileId' in entry && entry.fileId !== undefined && !nameById.has(entry.fileId))
          wanted.add(entry.fileId);
      }
      await Promise.all(Array.from(wanted, ask));
    },
    nameOf: fileId => nameById.get(fileId) ?? fileId,
  };
}
