/** Token store for a token from the environment; it stores nothing. */
import type {TokenStore, TokenStoreOptions} from '../tokenStore.ts';

export const env = ({token}: TokenStoreOptions): TokenStore => ({
  load: () => Promise.resolve(token),
  save: () => Promise.resolve(),
  delete: () => Promise.resolve(),
});
