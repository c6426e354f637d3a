/** Checks a passphrase against an account's stored keys without opening a client. */
import {existsSync} from 'node:fs';
import {ChatError} from '../../shared/errors.ts';
import {openWithPassphrase} from '../../shared/sealed/passphrase.ts';
import {openReadOnly} from '../local/sqlite.ts';
import {storeFileIn} from '../local/store.ts';
import {WRAPPED_KEY} from './keyStore.ts';

/**
 * @returns `absent`: no passphrase is set. `unsaid`: none was given.
 * @param dir the account's own folder
 * @param work only tests lower it
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
    // A damaged key is reported when the keys are opened.
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
      const row = database.prepare('SELECT data FROM sealed_secret WHERE name = ?').get(WRAPPED_KEY);
      return row === undefined ? undefined : Buffer.from(row['data'] as Uint8Array);
    } finally {
      database.close();
    }
  } catch {
    // The store is older, or cannot be read now: opening the keys reports it.
    return undefined;
  }
}
