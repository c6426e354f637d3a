/** Token store in memory, for the lifetime of the process. */
import type {TokenStore} from '../tokenStore.ts';

const tokenByAccount = new Map<string, string>();

export const memory = (): TokenStore => ({
  load: account => Promise.resolve(tokenByAccount.get(account)),
  save: (account, token) => Promise.resolve(void tokenByAccount.set(account, token)),
  delete: account => Promise.resolve(void tokenByAccount.delete(account)),
});
