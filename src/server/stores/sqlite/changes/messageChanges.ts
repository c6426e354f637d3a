/** Applies a person's change to an entry: checked, appended to the log and applied to the entry in one transaction. */
import {hasWords} from '../../../../shared/entries/entry.ts';
import {ChatError} from '../../../../shared/errors.ts';
import type {MessageChange} from '../../../storeContract/messages.ts';
import type {Committed, EntryBody} from '../../../storeContract/store.ts';
import type {WritePermission} from '../rooms/writePermission.ts';
import type {Sqlite} from '../sqlite.ts';
import {openTargets, type Found, type TargetParts, type Targets} from './targets.ts';

export interface MessageChanges {
  targets: Targets;
  /**
   * `plan` checks without writing and returns the entry to append; `undefined` if there is nothing to change. `after` writes
   * the effects. @throws not-in-room, message-not-found, message-gone
   */
  perform(
    change: MessageChange,
    plan: (found: Found) => EntryBody | undefined,
    after: (found: Found, committed: Committed) => void,
  ): Promise<Committed>;
}

export type MessageChangeParts = Sqlite & TargetParts & {writePermission: WritePermission};

export function openMessageChanges(sqlite: MessageChangeParts): MessageChanges {
  const {commits, roomLog, writePermission} = sqlite;
  const targets = openTargets(sqlite);
  return {
    targets,
    perform: ({roomId, userId, entryId, seq, atMs}, plan, after) =>
      commits.write(() => {
        roomLog.requireMember(roomId, userId);
        const first = roomLog.find(roomId, userId, entryId);
        if (first !== undefined) return first;
        const found = targets.find(roomId, seq);
        const body = plan(found);
        if (body === undefined) return {roomId, entry: {...found.entry, seq: found.kept.became.asOfSeq || seq}};
        // Muted people may still delete their messages; any other change would let them say something.
        const silenced =
          body.kind === 'deleted' ? undefined : writePermission.refusal({roomId, userId, atMs, isCounted: false});
        if (silenced !== undefined) throw silenced;
        const committed = roomLog.append({roomId, userId, body, atMs});
        after(found, committed);
        return committed;
      }),
  };
}

/** The text of a message; with `orSealed` also of an encrypted one. @throws message-unchangeable */
export function textIn({entry}: Found, orSealed = false): string {
  if (hasWords(entry) || (orSealed && entry.kind === 'sealed')) return entry.text;
  throw new ChatError('message-unchangeable');
}
