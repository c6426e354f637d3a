/**
 * Keeps the messages of direct conversations on this disk, where the setting allows it; the server has none, and the other side
 * decides for itself.
 */
import type {Core} from '../core/core.ts';
import type {AccountStore} from '../local/accountStore.ts';
import type {Database} from '../local/sqlite.ts';

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

/** Of one person; what is older goes. */
const KEPT_MAX = 2_000;

const NOTHING: KeptTalk = {before: [], add: () => undefined, close: () => undefined};

/** Where nothing is to be kept, earlier messages are deleted. A failing disk does not stop the conversation; it is told once. */
export async function openKeptTalk(client: Core, partner: string): Promise<KeptTalk> {
  const {options} = client;
  try {
    const store = await client.local.open(client.getState().me?.name ?? '');
    if (options.keepsDirect === true) return keptIn(client, store, partner);
    try {
      store.database.prepare('DELETE FROM direct_said').run();
    } finally {
      store.close();
    }
  } catch {
    if (options.keepsDirect === true) tellUnkept(client, partner);
  }
  return NOTHING;
}

/** @param name login name. @returns how many entries that were */
export async function clearKeptTalk(local: Pick<Core['local'], 'open'>, name: string): Promise<number> {
  const store = await local.open(name);
  try {
    return Number(store.database.prepare('DELETE FROM direct_said').run().changes);
  } finally {
    store.close();
  }
}

export const countKeptTalk = (client: Core): Promise<number> =>
  client.local.read(
    client.getState().me?.name ?? '',
    database => Number(database.prepare('SELECT count(*) AS count FROM direct_said').get()?.['count'] ?? 0),
    0,
  );

function keptIn(client: Core, store: AccountStore, partner: string): KeptTalk {
  const {database} = store;
  let isOver = false;
  const insert = database.prepare(
    'INSERT INTO direct_said (partner, id, sender, kind, text, sent_at_ms) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const end = () => {
    if (isOver) return;
    isOver = true;
    store.close();
  };
  return {
    before: readBefore(database, partner),
    add({id, sender, kind, text, sentAtMs}) {
      if (isOver) return;
      try {
        insert.run(partner, id, sender, kind, text, sentAtMs);
      } catch {
        tellUnkept(client, partner);
        end();
      }
    },
    close: end,
  };
}

function readBefore(database: Database, partner: string): SaidDirectly[] {
  database
    .prepare(
      `DELETE FROM direct_said WHERE partner = ? AND place <=
        (SELECT place FROM direct_said WHERE partner = ? ORDER BY place DESC LIMIT 1 OFFSET ${KEPT_MAX})`,
    )
    .run(partner, partner);
  return database
    .prepare('SELECT id, sender, kind, text, sent_at_ms FROM direct_said WHERE partner = ? ORDER BY place')
    .all(partner)
    .map(row => ({
      id: String(row['id']),
      sender: String(row['sender']),
      kind: row['kind'] === 'action' ? 'action' : 'message',
      text: String(row['text']),
      sentAtMs: Number(row['sent_at_ms']),
    }));
}

const tellUnkept = (client: Core, partner: string): void =>
  client.notify(
    'warning',
    `What you and @${partner} say directly cannot be kept on this disk.`,
    client.getState().currentRoomId,
  );
