/** Compares what opened entries cite of earlier ones with what was seen there. */
import type {Entry} from '../../../shared/entries/entry.ts';
import type {Body} from '../../../shared/sealed/body.ts';
import {fromText} from '../../../shared/sealed/primitives/bytes.ts';
import type {SealedRows} from '../../local/sealedRows.ts';
import {failed, targetsOf, type OpenedEntry} from './opening.ts';

interface Parts {
  rows: SealedRows;
  /** Of the server. */
  show: (roomId: number, seqs: readonly number[]) => Promise<Entry[]>;
  /** Each is remembered as seen. */
  open: (roomId: number, entries: readonly Entry[]) => Promise<OpenedEntry[]>;
}

/** Deleted, whoever says so. */
const isGone = (entry: Entry): boolean =>
  entry.kind === 'gone' || (entry.kind === 'sealed' && entry.failure === 'removed');

/** @returns a function that replaces opened entries whose references are wrong */
export function openComparing({rows, show, open}: Parts) {
  const compared = async (roomId: number, opened: readonly OpenedEntry[]): Promise<Entry[]> => {
    const allowed: OpenedEntry[] = [];
    const gone = await fetchTargets(roomId, opened);
    const told = opened.map(one => {
      const entry = one.body === undefined ? one.entry : compare(roomId, one, one.body, gone);
      if (one.body?.type === 'delete' && entry.kind === 'deleted') allowed.push(one);
      return entry;
    });
    // Whose it was, and whether they may take it back, is known only now.
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
    // As it is signed: a deleted account has another name by now.
    const sender = seen?.sender ?? entry.sender;
    if ('of' in body) {
      const goneOf = gone.get(body.of.seq);
      const isBy = (name: string) => name === sender || name === entry.sender;
      // Nothing is left to be changed; that it was taken back by who may is another thing.
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
  /** @returns the deleted targets, with their senders */
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
