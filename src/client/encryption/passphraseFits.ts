/** Checks a passphrase against the keys of a store that nobody has opened yet. */
import {existsSync} from 'node:fs';
import {ChatError} from '../../shared/errors.ts';
import {openWithPassphrase} from '../../shared/sealed/passphrase.ts';
import {openReadOnly} from '../local/sqlite.ts';
import {storeFileIn} from '../local/store.ts';
import {BEHIND} from './keyStore.ts';

/**
 * `absent`: there is none. `unsaid`: nobody says it.
 *
 * @param dir the account's own folder
 * @param work only tests ask for less
 */
export async function passphraseFits(
  dir: string,
  ask: () => Promise<string | undefined>,
  work?: number,
): Promise<'absent' | 'unsaid' | 'wrong' | {passphrase: string}> {
  const sealed = await sealedKeyIn(dir);
  if (sealed === undefined) return 'absent';
  const passphrase = await ask();
  if (passphrase === undefined) return 'unsaid';
  const key = await openWithPassphrase(sealed, passphrase, work).catch((error: unknown) => {
    // What the disk has changed is told where it is used.
    if (error instanceof ChatError) return undefined;
    throw error;
  });
  key?.fill(0);
  return key === undefined ? 'wrong' : {passphrase};
}

async function sealedKeyIn(dir: string): Promise<Buffer | undefined> {
  const path = storeFileIn(dir);
  if (!existsSync(path)) return undefined;
  try {
    const database = await openReadOnly(path);
    try {
      const row = database.prepare('SELECT data FROM sealed_secret WHERE name = ?').get(BEHIND);
      return row === undefined ? undefined : Buffer.from(row['data'] as Uint8Array);
    } finally {
      database.close();
    }
  } catch {
    // An older store, or one that cannot be read now.
    return undefined;
  }
}
