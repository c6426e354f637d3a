/** A token that a script was given from outside; nothing is ever kept. */
import type {TokenStore, TokenStoreOptions} from '../tokenStore.ts';

export const env = ({token}: TokenStoreOptions): TokenStore => ({
  load: () => Promise.resolve(token),
  save: () => Promise.resolve(),
  delete: () => Promise.resolve(),
});
