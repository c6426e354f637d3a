/**
 * Remembers, readable without keys, which conversations were once encrypted on this machine and who had keys: plaintext is
 * never sent there again, whatever the server or the keychain says.
 */
import {statSync} from 'node:fs';
import {ChatError} from '../../shared/errors.ts';
import type {Core} from '../core/core.ts';
import {openSealedRows, type LabelRow} from '../local/sealedRows.ts';
import {storeFileIn} from '../local/store.ts';

export interface Pins {
  /** Whether the pins of the logged-in account are loaded. */
  isLoaded(): boolean;
  load(): Promise<void>;
  isRoom(roomId: number): boolean;
  isPartner(name: string): boolean;
  /** Whether devices of this person were ever seen here. */
  hadKeys(name: string): boolean;
  /** The row of a label that an encrypted conversation has had. */
  labelOf(label: string): LabelRow | undefined;
  /** Reads the pins again after a change by this or another program. @throws file-unwritable */
  reload(): Promise<void>;
}

interface Pinned {
  rooms: ReadonlySet<number>;
  partners: ReadonlySet<string>;
  keyed: ReadonlySet<string>;
  labels: ReadonlyMap<string, LabelRow>;
}

const NOTHING: Pinned = {rooms: new Set(), partners: new Set(), keyed: new Set(), labels: new Map()};

export function openPins(client: Core): Pins {
  let loaded: {name: string; pinned: Pinned} | undefined;
  let loading: {name: string; done: Promise<void>} | undefined;
  const me = () => client.getState().me?.name;
  const current = (): Pinned => (loaded !== undefined && loaded.name === me() ? loaded.pinned : NOTHING);

  const read = async (name: string): Promise<Pinned> => {
    // No store is created for a person who never stored anything; a full disk may leave an empty file.
    const file = statSync(storeFileIn(client.local.dirOf(name)), {throwIfNoEntry: false});
    if (file === undefined || file.size === 0) return NOTHING;
    const {local} = client;
    const rows = openSealedRows(await local.open(name).catch(() => local.peek(name)));
    try {
      const all = rows.rooms();
      return {
        rooms: new Set(all.map(({roomId}) => roomId)),
        partners: new Set(all.flatMap(({partner}) => partner ?? [])),
        keyed: new Set(rows.linked()),
        labels: new Map(rows.labels().map(row => [row.label, row])),
      };
    } finally {
      rows.close();
    }
  };

  const fill = async (name: string): Promise<void> => {
    const pinned = await read(name);
    // Another person may have logged in meanwhile.
    if (name === me()) loaded = {name, pinned};
    else if (loading?.name === name) loading = undefined;
  };
  const unreadable = (name: string, cause: unknown) =>
    new ChatError('file-unwritable', client.local.dirOf(name), {cause});

  return {
    isLoaded: () => loaded !== undefined && loaded.name === me(),
    async load() {
      const name = me();
      if (name === undefined || loaded?.name === name) return;
      if (loading?.name !== name) loading = {name, done: fill(name)};
      try {
        await loading.done;
      } catch (error) {
        loading = undefined;
        throw unreadable(name, error);
      }
    },
    async reload() {
      const name = me();
      if (name === undefined) return;
      // On failure, the pins loaded before stay valid.
      await fill(name).catch((error: unknown) => {
        throw unreadable(name, error);
      });
    },
    isRoom: roomId => current().rooms.has(roomId),
    isPartner: name => current().partners.has(name),
    hadKeys: name => current().keyed.has(name),
    labelOf: label => current().labels.get(label),
  };
}
