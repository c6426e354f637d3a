/** Stored files, changes and the server itself as answers show them. */
import type {FileView} from '../../shared/model.ts';
import type {Committed, StoredFile} from '../storeContract/store.ts';
import type {Result} from '../../shared/protocol.ts';
import {CAPABILITIES, PROTOCOL_MINOR} from '../../shared/version.ts';
import type {Context} from '../context.ts';

export function toFileView({senderName, ...file}: StoredFile): FileView {
  return {...file, sender: senderName};
}

/** What a client learns about a server before it is logged in. */
export function serverFacts({programVersion, settings, ownership}: Context): Result<'serverShow'> {
  return {
    programVersion,
    registration: settings.registration,
    hasOwner: ownership.hasOwner(),
    isEmbedded: settings.isEmbedded,
    protocol: {minor: PROTOCOL_MINOR, capabilities: [...CAPABILITIES]},
  };
}

/** Where in the log the entry of a change is. */
export const placedOf = ({entry: {seq, sentAtMs}}: Committed): {seq: number; sentAtMs: number} => ({seq, sentAtMs});
