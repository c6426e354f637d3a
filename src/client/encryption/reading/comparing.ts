/** Checks the references of decrypted entries to earlier ones against the entries that were seen at those places. */
import type {Entry} from '../../../shared/entries/entry.ts';
import type {Body} from '../../../shared/sealed/body.ts';
import {fromText} from '../../../shared/sealed/primitives/bytes.ts';
import type {SealedRows} from '../../local/sealedRows.ts';
import {failed, targetsOf, type OpenedEntry} from './opening.ts';

interface Parts {
  rows: SealedRows;
  /** Fetches entries from the server. */
  show: (roomId: number, seqs: readonly number[]) => Promise<Entry[]>;
  /** Decrypts entries and stores each as seen. */
  open: (roomId: number, entries: readonly Entry[]) => Promise<OpenedEntry[]>;
}

/** Whether an entry shows as deleted, whoever deleted it. */
const isGone = (entry: Entry): boolean =>
  entry.kind === 'gone' || (entry.kind === 'sealed' && entry.failure === 'removed');

/** @returns a function that replaces decrypted entries whose references are wrong */
export function openComparing({rows, show, open}: Parts) {
  const compared = async (roomId: number, opened: readonly OpenedEntry[]): Promise<Entry[]> => {
    const allowed: OpenedEntry[] = [];
    const gone = await fetchTargets(roomId, opened);
    const told = opened.map(one => {
      const entry = one.body === undefined ? one.entry : compare(roomId, one, one.body, gone);
      if (one.body?.type === 'delete' && entry.kind === 'deleted') allowed.push(one);
      return entry;
    });
    // Only now it is known who sent the deleted messages, and thus whether the deletions are allowed.
    if (allowed.length > 0)
      rows.lightly(() => {
        for (const {seen} of allowed) if (seen !== undefined) rows.putSeen(roomId, {...seen, deletes: true});
      });
    return told;
  };
  const compare = (
    roomId: number,
    {entry, seen, isKeeper = false}: OpenedEntry,
    body: Body,
    gone: ReadonlyMap<number, string>,
  ): Entry => {
    const isSame = (target: {seq: number; hash: string}) =>
      target.seq < entry.seq && rows.seenAt(roomId, target.seq)?.id.equals(fromText(target.hash, 32)) === true;
    // The name in the signature: a deleted account has another name in the entry.
    const sender = seen?.sender ?? entry.sender;
    if ('of' in body) {
      const goneOf = gone.get(body.of.seq);
      const isBy = (name: string) => name === sender || name === entry.sender;
      // The target is deleted already: nothing can be changed there. Another deletion needs the right to delete it.
      if (goneOf !== undefined && (body.type !== 'delete' || isKeeper || isBy(goneOf))) return entry;
      if (!isSame(body.of)) return failed(entry, 'target');
      const isOwn = rows.seenAt(roomId, body.of.seq)?.sender === sender;
      const isAllowed = isOwn || body.type === 'react' || body.type === 'pin' || (isKeeper && body.type === 'delete');
      return isAllowed ? entry : failed(entry, 'not-allowed');
    }
    if (entry.kind !== 'message' || body.type !== 'message') return entry;
    const {replyTo: _replyTo, threadOf: _threadOf, ...rest} = entry;
    const {replyTo, threadOf} = body;
    const answered = replyTo && isSame(replyTo) ? rows.seenAt(roomId, replyTo.seq)?.sender : undefined;
    return {
      ...rest,
      ...(replyTo !== undefined && answered !== undefined && {replyTo: {seq: replyTo.seq, sender: answered}}),
      ...(threadOf !== undefined && isSame(threadOf) && {threadOf: threadOf.seq}),
    };
  };
  /** @returns the deleted targets by seq, each with its sender */
  const fetchTargets = async (roomId: number, opened: readonly OpenedEntry[]): Promise<ReadonlyMap<number, string>> => {
    const wanted = opened.flatMap(({body, entry}) =>
      body === undefined ? [] : targetsOf(body).flatMap(({seq}) => (seq < entry.seq ? [seq] : [])),
    );
    const here = new Map(opened.map(({entry}) => [entry.seq, entry]));
    const gone = new Map<number, string>();
    for (const seq of wanted) {
      const entry = here.get(seq);
      const seen = rows.isDeleted(roomId, seq) ? rows.seenAt(roomId, seq) : undefined;
      if (seen !== undefined) gone.set(seq, seen.sender);
      else if (entry !== undefined && isGone(entry)) gone.set(seq, entry.sender);
    }
    const missing = [...new Set(wanted)].filter(seq => !gone.has(seq) && rows.seenAt(roomId, seq) === undefined);
    for (const entry of await show(roomId, missing)) {
      if (isGone(entry)) gone.set(entry.seq, entry.sender);
      else await open(roomId, [entry]);
    }
    return gone;
  };
  return compared;
}
