/** What a client learns about a server before it is logged in. */
import type {Result} from '../shared/protocol.ts';
import type {ServerContext} from './context.ts';

export async function serverFacts({programVersion, settings, store}: ServerContext): Promise<Result<'serverShow'>> {
  const [first] = await store.accountList({limit: 1});
  return {
    programVersion,
    registration: settings.registration,
    hasOwner: first !== undefined,
    isEmbedded: settings.isEmbedded,
  };
}
