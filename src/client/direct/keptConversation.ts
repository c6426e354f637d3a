/**
 * Stores the messages of direct conversations on this disk, if the setting allows it. The server has none of them, and the
 * other side decides for its own disk.
 */
import type {Core} from '../core/core.ts';
import type {AccountStore} from '../local/accountStore.ts';
import {removeStoreCopies} from '../local/forgetting.ts';
import {withSecureDeleteAndVacuum, withSecureDelete, type Database} from '../local/sqlite.ts';

export interface KeptMessage {
  id: string;
  sender: string;
  kind: 'message' | 'action';
  text: string;
  sentAtMs: number;
}

/** The stored messages of one conversation, while it is open. */
export interface KeptConversation {
  /** Messages of earlier conversations with the same person, oldest first. */
  readonly before: readonly KeptMessage[];
  /** Synchronous: the message is written when the call returns. */
  add(said: KeptMessage): void;
  close(): void;
}

/** Maximum messages and bytes of text per person; older ones are removed. */
const KEPT_MAX = 2_000;
const KEPT_BYTES_MAX = 4 * 1024 ** 2;
/**
 * Maximum bytes of text for all people together: an eighth of the account store's limit, which is shared with unsent messages
 * and keys.
 */
const ALL_BYTES_MAX = 32 * 1024 ** 2;
/** The limits are checked after this many new messages, or bytes. */
const ADDED_MAX = 100;
const ADDED_BYTES_MAX = 1024 ** 2;

const NOTHING: KeptConversation = {before: [], add: () => undefined, close: () => undefined};

/**
 * When the setting forbids storing, deletes earlier messages. A failing disk does not stop the conversation; it is reported
 * once.
 */
export async function openKeptConversation(client: Core, partner: string): Promise<KeptConversation> {
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

/**
 * Removes copies of the store first: once the messages are deleted from the store itself, nothing would tell that copies may
 * contain them.
 */
function removeAll(database: Database, dir: string, damaged: 'too' | 'stay'): number {
  let removed = 0;
  try {
    removeStoreCopies(dir, damaged);
  } finally {
    removed = withSecureDeleteAndVacuum(database, () =>
      Number(database.prepare('DELETE FROM direct_said').run().changes),
    );
  }
  return removed;
}

/**
 * Deletes the stored messages, also from copies of the store.
 * @param name login name.
 * @returns the number of deleted messages.
 * @throws file-unwritable
 */
export const clearKeptConversation = (local: Pick<Core['local'], 'step' | 'dirOf'>, name: string): Promise<number> =>
  local.step(name, database => removeAll(database, local.dirOf(name), 'too'));

export const countKeptConversations = (client: Core): Promise<number> =>
  client.local.read(client.getState().me?.name ?? '', countIn, 0);

function keptIn(client: Core, store: AccountStore, partner: string): KeptConversation {
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

/** Enforces the limits per person and in total, because the other side decides how much is sent. */
function removeOldest(database: Database, partner: string): void {
  const ofPerson = database.prepare(`SELECT max(place) AS place FROM (
    SELECT place, row_number() OVER newest AS number, sum(octet_length(text)) OVER newest AS bytes
      FROM direct_said WHERE partner = ? WINDOW newest AS (ORDER BY place DESC)) WHERE number > ? OR bytes > ?`);
  const ofAll = database.prepare(`SELECT max(place) AS place FROM (
    SELECT place, sum(octet_length(text)) OVER (ORDER BY place DESC) AS bytes FROM direct_said) WHERE bytes > ?`);
  const own = Number(ofPerson.get(partner, KEPT_MAX, KEPT_BYTES_MAX)?.['place'] ?? 0);
  const all = Number(ofAll.get(ALL_BYTES_MAX)?.['place'] ?? 0);
  if (own === 0 && all === 0) return;
  withSecureDelete(database, () => {
    database.prepare('DELETE FROM direct_said WHERE partner = ? AND place <= ?').run(partner, own);
    database.prepare('DELETE FROM direct_said WHERE place <= ?').run(all);
  });
}

const readBefore = (database: Database, partner: string): KeptMessage[] =>
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
