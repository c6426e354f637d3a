/** A token given by the environment; nothing is stored. */
import type {TokenStore, TokenStoreOptions} from '../tokenStore.ts';

export const env = ({token}: TokenStoreOptions): TokenStore => ({
  load: () => Promise.resolve(token),
  save: () => Promise.resolve(),
  delete: () => Promise.resolve(),
});
