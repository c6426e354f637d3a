/**
 * Keeps the messages of direct conversations on this disk, where the setting allows it; the server has none, and the other side
 * decides for itself.
 */
import type {Core} from '../core/core.ts';
import type {AccountStore} from '../local/accountStore.ts';
import {removeCopies} from '../local/forgetting.ts';
import {forGood, securely, type Database} from '../local/sqlite.ts';

export interface SaidDirectly {
  id: string;
  sender: string;
  kind: 'message' | 'action';
  text: string;
  sentAtMs: number;
}

/** Of one conversation, while it is open. */
export interface KeptTalk {
  /** From earlier ones with the same person, oldest first. */
  readonly before: readonly SaidDirectly[];
  /** Written when it returns. */
  add(said: SaidDirectly): void;
  close(): void;
}

/** Of one person; what is older goes. Bytes are those of the texts. */
const KEPT_MAX = 2_000;
const KEPT_BYTES_MAX = 4 * 1024 ** 2;
/** Of all people together: an eighth of what the account's store may take, which unsent messages and keys need as well. */
const ALL_BYTES_MAX = 32 * 1024 ** 2;
/** After so many more entries, or bytes, what is too much goes. */
const ADDED_MAX = 100;
const ADDED_BYTES_MAX = 1024 ** 2;

const NOTHING: KeptTalk = {before: [], add: () => undefined, close: () => undefined};

/** Where nothing is to be kept, earlier messages are deleted. A failing disk does not stop the conversation; it is told once. */
export async function openKeptTalk(client: Core, partner: string): Promise<KeptTalk> {
  const isKept = client.options.keepsDirect === true;
  let store: AccountStore | undefined;
  try {
    store = await client.local.open(client.getState().me?.name ?? '');
    if (isKept) return keptIn(client, store, partner);
    if (countIn(store.database) > 0) removeAll(store.database, store.dir, 'stay');
  } catch {
    if (isKept) tellUnkept(client, partner);
  }
  store?.close();
  return NOTHING;
}

const countIn = (database: Database): number =>
  Number(database.prepare('SELECT count(*) AS count FROM direct_said').get()?.['count'] ?? 0);

/** Copies of the store first: once its own entries are gone, nothing tells that copies may still have them. */
function removeAll(database: Database, dir: string, damaged: 'too' | 'stay'): number {
  let removed = 0;
  try {
    removeCopies(dir, damaged);
  } finally {
    removed = forGood(database, () => Number(database.prepare('DELETE FROM direct_said').run().changes));
  }
  return removed;
}

/** Also in copies of the store. @param name login name. @returns how many entries that were. @throws file-unwritable */
export const clearKeptTalk = (local: Pick<Core['local'], 'step' | 'dirOf'>, name: string): Promise<number> =>
  local.step(name, database => removeAll(database, local.dirOf(name), 'too'));

export const countKeptTalk = (client: Core): Promise<number> =>
  client.local.read(client.getState().me?.name ?? '', countIn, 0);

function keptIn(client: Core, store: AccountStore, partner: string): KeptTalk {
  const {database} = store;
  let isOver = false;
  let added = 0;
  let addedBytes = 0;
  const insert = database.prepare(
    'INSERT INTO direct_said (partner, id, sender, kind, text, sent_at_ms) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const end = () => {
    if (isOver) return;
    isOver = true;
    store.close();
  };
  removeOldest(database, partner);
  return {
    before: readBefore(database, partner),
    add({id, sender, kind, text, sentAtMs}) {
      if (isOver) return;
      try {
        insert.run(partner, id, sender, kind, text, sentAtMs);
        addedBytes += Buffer.byteLength(text);
        if (++added < ADDED_MAX && addedBytes < ADDED_BYTES_MAX) return;
        [added, addedBytes] = [0, 0];
        removeOldest(database, partner);
      } catch {
        tellUnkept(client, partner);
        end();
      }
    },
    close: end,
  };
}

/** What is too much, of this person and of all: the other side decides how much is said. */
function removeOldest(database: Database, partner: string): void {
  const ofPerson = database.prepare(`SELECT max(place) AS place FROM (
    SELECT place, row_number() OVER newest AS number, sum(octet_length(text)) OVER newest AS bytes
      FROM direct_said WHERE partner = ? WINDOW newest AS (ORDER BY place DESC)) WHERE number > ? OR bytes > ?`);
  const ofAll = database.prepare(`SELECT max(place) AS place FROM (
    SELECT place, sum(octet_length(text)) OVER (ORDER BY place DESC) AS bytes FROM direct_said) WHERE bytes > ?`);
  const own = Number(ofPerson.get(partner, KEPT_MAX, KEPT_BYTES_MAX)?.['place'] ?? 0);
  const all = Number(ofAll.get(ALL_BYTES_MAX)?.['place'] ?? 0);
  if (own === 0 && all === 0) return;
  securely(database, () => {
    database.prepare('DELETE FROM direct_said WHERE partner = ? AND place <= ?').run(partner, own);
    database.prepare('DELETE FROM direct_said WHERE place <= ?').run(all);
  });
}

const readBefore = (database: Database, partner: string): SaidDirectly[] =>
  database
    .prepare('SELECT id, sender, kind, text, sent_at_ms FROM direct_said WHERE partner = ? ORDER BY place')
    .all(partner)
    .map(row => ({
      id: String(row['id']),
      sender: String(row['sender']),
      kind: row['kind'] === 'action' ? 'action' : 'message',
      text: String(row['text']),
      sentAtMs: Number(row['sent_at_ms']),
    }));

const tellUnkept = (client: Core, partner: string): void =>
  client.notify(
    'warning',
    `What you and @${partner} say directly cannot be kept on this disk.`,
    client.getState().currentRoomId,
  );
