/** Stored files, changes and the server itself as answers show them. */
import type {FileView} from '../../shared/model.ts';
import type {Committed, StoredFile} from '../storeContract/store.ts';
import type {Result} from '../../shared/protocol.ts';
import {CAPABILITIES, PROTOCOL_MINOR} from '../../shared/version.ts';
import type {Context} from '../context.ts';

export function toFileView({senderName, ...file}: StoredFile): FileView {
  return {...file, sender: senderName};
}

/** Facts that a client gets about a server before login. */
export function serverFacts({programVersion, settings, ownership}: Context): Result<'serverShow'> {
  return {
    programVersion,
    registration: settings.registration,
    hasOwner: ownership.hasOwner(),
    isEmbedded: settings.isEmbedded,
    protocol: {minor: PROTOCOL_MINOR, capabilities: [...CAPABILITIES]},
  };
}

/** Seq and time of the entry that records a change. */
export const placedOf = ({entry: {seq, sentAtMs}}: Committed): {seq: number; sentAtMs: number} => ({seq, sentAtMs});
