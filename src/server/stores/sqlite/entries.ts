/** Entries: appended by members, read in pages. */
import {ChatError} from '../../../shared/errors.ts';
import type {Store} from '../../storeContract/store.ts';
import {query} from './engine/database.ts';
import {ENTRY_COLUMNS, type EntryRow} from './entryRow.ts';
import type {MentionAll} from './changes/mentionAll.ts';
import {openAnswers, type AnswerParts} from './changes/answers.ts';
import type {OpenedChanges} from './changes/changes.ts';

/** Maximum text of a page in code units, so that an answer fits the queue of a slow reader. A page has at least one entry. */
const PAGE_TEXT_MAX = 256 * 1024;

type Entries = Pick<Store, 'entryAppend' | 'entryList' | 'entryShow'>;

export function openEntries(
  sqlite: AnswerParts & {mentionAll: MentionAll},
  opened: Pick<OpenedChanges, 'targets' | 'follows'>,
): Entries {
  const {targets} = opened;
  const {database, commits, roomLog, mentionAll} = sqlite;
  const answers = openAnswers(sqlite, opened);
  const findEnds = query<{first_seq: number; last_seq: number}, [number]>(
    database,
    'SELECT first_seq, last_seq FROM rooms WHERE room_id = ?',
  );
  const findOne = query<EntryRow, [number, number]>(
    database,
    `SELECT ${ENTRY_COLUMNS} FROM entries WHERE room_id = ? AND seq = ?`,
  );
  const upwards = query<EntryRow, [number, number, number, number]>(
    database,
    `SELECT ${ENTRY_COLUMNS} FROM entries WHERE room_id = ? AND seq > ? AND seq < ? ORDER BY seq LIMIT +?`,
  );
  const downwards = query<EntryRow, [number, number, number]>(
    database,
    `SELECT ${ENTRY_COLUMNS} FROM entries WHERE room_id = ? AND seq < ? ORDER BY seq DESC LIMIT +?`,
  );

  return {
    entryAppend: ({about, isDeed = false, ...append}) =>
      commits.write(() => {
        const whole = mentionAll.marked(append);
        if (isDeed) return roomLog.append(whole);
        return about === undefined ? roomLog.appendByMember(whole) : answers.append(whole, about);
      }),
    async entryShow({roomId, userId, seqs}) {
      roomLog.requireMember(roomId, userId);
      const rows = seqs.flatMap(seq => findOne.one(roomId, seq) ?? []);
      const fits = fitsOnePage();
      return rows.filter(fits).flatMap(row => targets.shown(roomId, userId, [roomLog.toEntry(row)]));
    },
    async entryList({roomId, userId, beforeSeq, afterSeq, limit}) {
      roomLog.requireMember(roomId, userId);
      const {first_seq: firstSeq, last_seq: lastSeq} = findEnds.one(roomId) ?? {first_seq: 1, last_seq: 0};
      const end = beforeSeq ?? Number.MAX_SAFE_INTEGER;
      const start = Math.max(afterSeq ?? 0, firstSeq - 1);
      const page =
        afterSeq === undefined
          ? downwards.while(fitsOnePage(), roomId, end, limit)
          : upwards.while(fitsOnePage(), roomId, start, end, limit);
      if (afterSeq === undefined) page.reverse();
      const last = Math.min(end - 1, lastSeq);
      const nearest = afterSeq === undefined ? page.at(-1)?.seq === last : page[0]?.seq === start + 1;
      if (last > start && !(nearest && isGapless(page))) {
        throw new ChatError('storage-damaged', `entries of room ${roomId} are missing`);
      }
      const entries = page.map(row => roomLog.toEntry(row));
      return {entries: targets.shown(roomId, userId, entries), lastSeq, firstSeq};
    },
  };
}

const isGapless = (page: readonly EntryRow[]) =>
  page.every(({seq}, index) => index === 0 || seq === (page[index - 1]?.seq ?? 0) + 1);

function fitsOnePage(): (row: EntryRow) => boolean {
  let length = 0;
  let count = 0;
  return ({text}) => {
    length += text?.length ?? 0;
    count++;
    return length <= PAGE_TEXT_MAX || count === 1;
  };
}
