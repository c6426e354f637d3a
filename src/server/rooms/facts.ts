/** What a client learns about a server before it is logged in. */
import type {Result} from '../../shared/protocol.ts';
import {CAPABILITIES, PROTOCOL_MINOR} from '../../shared/version.ts';
import type {Context} from '../context.ts';

export function serverFacts({programVersion, settings, ownership}: Context): Result<'serverShow'> {
  return {
    programVersion,
    registration: settings.registration,
    hasOwner: ownership.hasOwner(),
    isEmbedded: settings.isEmbedded,
    protocol: {minor: PROTOCOL_MINOR, capabilities: [...CAPABILITIES]},
  };
}
