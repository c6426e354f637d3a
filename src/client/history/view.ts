/** Stores where the person was: the room on screen and the position in it. */
import type {AccountStore} from '../local/accountStore.ts';
import {withoutSync} from '../local/sqlite.ts';
import type {RecalledView} from '../state/state.ts';

const NAME = 'last';

export function readView({database}: AccountStore): RecalledView | undefined {
  try {
    const text = database.prepare('SELECT value FROM view WHERE name = ?').get(NAME)?.['value'];
    const value: unknown = JSON.parse(String(text));
    if (typeof value !== 'object' || value === null || !('roomLabel' in value)) return undefined;
    const {roomLabel} = value;
    if (typeof roomLabel !== 'string' || roomLabel.length > 70) return undefined;
    const place = 'place' in value ? readPlace(value.place) : undefined;
    return {roomLabel, ...(place !== undefined && {place})};
  } catch {
    return undefined;
  }
}

function readPlace(value: unknown): RecalledView['place'] {
  if (typeof value !== 'object' || value === null) return undefined;
  const found = value as Record<string, unknown>;
  const isCount = (name: string) => Number.isSafeInteger(found[name]) && Number(found[name]) >= 0;
  if (!isCount('seenSeq')) return undefined;
  const seenSeq = Number(found['seenSeq']);
  if (isCount('topSeq')) return {topSeq: Number(found['topSeq']), seenSeq};
  return isCount('seq') && isCount('rows')
    ? {seq: Number(found['seq']), rows: Number(found['rows']), seenSeq}
    : undefined;
}

/** Errors of the disk are ignored: only the position is lost. */
export function writeView({database}: AccountStore, view: RecalledView): void {
  try {
    withoutSync(database, () =>
      database.prepare('INSERT OR REPLACE INTO view (name, value) VALUES (?, ?)').run(NAME, JSON.stringify(view)),
    );
  } catch {
    // Ignored, as described above.
  }
}
