/** Opens the index of encrypted conversations without a client, for shell verbs whose server does not answer. */
import {existsSync} from 'node:fs';
import {ChatError} from '../../../shared/errors.ts';
import type {SearchAsked, SearchFound} from '../../../shared/search/search.ts';
import type {SecretPlace} from '../../core/secretPlace.ts';
import type {HistoryBounds} from '../../history/bounding.ts';
import {openAccountStore, type AccountStoreOptions} from '../../local/accountStore.ts';
import type {State} from '../../state/state.ts';
import {openKeyStore} from '../keyStore.ts';
import {openSealedIndex, sealedIndexIn} from './sealedIndex.ts';

interface SealedHere extends AccountStoreOptions {
  /** Login name. */
  name: string;
  place: SecretPlace | undefined;
  bounds: HistoryBounds;
}

/** @returns `undefined` when there is no index, or no key for it. @throws search-invalid */
export async function searchSealedHere(
  {name, place, bounds, ...options}: SealedHere,
  sight: Pick<State, 'roomById' | 'contacts'>,
  asked: SearchAsked,
): Promise<SearchFound | undefined> {
  if (place === undefined || !existsSync(sealedIndexIn(options.dir))) return undefined;
  try {
    const store = await openKeyStore(openAccountStore(options), place);
    try {
      const index = await openSealedIndex({dir: options.dir, store, bounds, me: name});
      try {
        return await index?.search(sight, asked);
      } finally {
        index?.close();
      }
    } finally {
      store.close();
    }
  } catch (error) {
    if (error instanceof ChatError && error.code === 'search-invalid') throw error;
    // The local history of unencrypted rooms is still searched.
    return undefined;
  }
}
