/** What a client learns about a server before it is logged in. */
import type {Result} from '../../shared/protocol.ts';
import {CAPABILITIES, PROTOCOL_MINOR} from '../../shared/version.ts';
import type {Context} from '../context.ts';

export async function serverFacts({
  programVersion,
  settings,
  store,
  connection,
}: Context): Promise<Result<'serverShow'>> {
  // The first account owns the server; where somebody is signed in, there is one.
  const hasOwner = connection.account !== undefined || (await store.accountList({limit: 1})).length > 0;
  return {
    programVersion,
    registration: settings.registration,
    hasOwner,
    isEmbedded: settings.isEmbedded,
    protocol: {minor: PROTOCOL_MINOR, capabilities: [...CAPABILITIES]},
  };
}
