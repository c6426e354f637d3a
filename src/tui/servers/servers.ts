/** Servers of the window: each has a client, a store and a screen; one of them is in front. */
import {coalesce} from '../../shared/bounds/coalesce.ts';
import type {Client} from '../../client/client.ts';
import type {Profile} from '../../client/profiles/profile.ts';
import type {State} from '../../client/state/state.ts';
import type {Store} from '../store.ts';
import type {Ui} from '../ui.ts';

/** What the screens of other servers draw about a server. */
export interface ServerView {
  id: number;
  profile: Profile;
  isFront: boolean;
  /** `out`: nobody is logged in, and the client does not run. */
  standing: 'open' | 'opening' | 'out';
  /** Why the client does not run; untrusted parts have not passed `display()`. */
  sentence: string;
  /** Present for servers in the background; the one in front has its own screen. */
  state?: State;
  drafts?: Ui['draftByRoom'];
}

/** The running parts of a server. */
export interface OpenServer {
  client: Client;
  store: Store;
  /** Closes the screen; the client keeps running. */
  close(): void;
}

export interface Servers<One extends OpenServer = OpenServer> {
  /** In the order of adding; the same array as long as nothing changed. */
  get: () => readonly ServerView[];
  subscribe: (listener: () => void) => () => void;
  isSeveral: () => boolean;
  front: () => One;
  frontId: () => number;
  /** All running servers. */
  opened: () => readonly ({id: number; profile: Profile} & Pick<One, 'client' | 'store'>)[];
  /** The running parts of this server, if it runs. */
  one: (id: number) => One | undefined;
  /** Brings a server to the front if it runs. */
  bring(id: number): void;
  /** Returns to the server that was in front before, unless the user has changed rooms since. @returns whether there is one */
  bringLast(): boolean;
  /** Adds a server as being opened. @returns its id */
  add(profile: Profile): number;
  /** Adds the running client of a server; the caller has to close the client that it replaces. */
  put(id: number, client: Client): void;
  /** Stops the screen of a server and brings another one to the front. @returns the client, which the caller has to close */
  takeOut(id: number, sentence: string): Client | undefined;
  change(id: number, changes: Partial<Profile>): void;
  remove(id: number): void;
  close(): void;
}

interface ServersOptions<One extends OpenServer> {
  open: (id: number, client: Client) => One;
  /** Called when another server comes to the front: `get` returns the new state, but listeners are not notified yet. */
  onFront: (now: One, before: One) => void;
}

interface Entry<One> {
  id: number;
  profile: Profile;
  standing: ServerView['standing'];
  sentence: string;
  one?: One | undefined;
  stop?: (() => void) | undefined;
}

/** Minimum time between two redraws because of servers in the background. */
const BEHIND_MS = 250;

export function createServers<One extends OpenServer>(options: ServersOptions<One>): Servers<One> {
  const listeners = new Set<() => void>();
  let entries: readonly Entry<One>[] = [];
  let views: readonly ServerView[] = [];
  let frontId: number | undefined;
  let last: {id: number; roomId: number | undefined} | undefined;
  let madeCount = 0;
  let isClosed = false;
  const drawing = coalesce(() => draw());
  let drawnAtMs = Number.NEGATIVE_INFINITY;

  const find = (id: number | undefined) => entries.find(entry => entry.id === id);

  function viewOf({id, profile, standing, sentence, one}: Entry<One>): ServerView {
    const isFront = id === frontId;
    const behind = isFront ? undefined : one?.store.get();
    const drawn = behind === undefined ? {} : {state: behind.state, drafts: behind.ui.draftByRoom};
    const next: ServerView = {id, profile, isFront, standing, sentence, ...drawn};
    const known = views.find(view => view.id === id);
    const isSame = known !== undefined && KEYS.every(key => known[key] === next[key]);
    return isSame ? known : next;
  }
  /** @returns whether anything changed */
  function renewViews(): boolean {
    const next = entries.map(viewOf);
    if (next.length === views.length && next.every((view, at) => view === views[at])) return false;
    views = next;
    return true;
  }
  const tell = () => listeners.forEach(listener => listener());
  function draw(): void {
    drawing.cancel();
    drawnAtMs = performance.now();
    if (renewViews()) tell();
  }
  function drawSoon(): void {
    drawing.plan(Math.max(0, drawnAtMs + BEHIND_MS - performance.now()));
  }
  function set(id: number, changes: Partial<Entry<One>>): void {
    entries = entries.map(entry => (entry.id === id ? {...entry, ...changes} : entry));
    draw();
  }
  const front = (): One => {
    const one = find(frontId)?.one;
    if (one === undefined) throw new Error('no server is in front');
    return one;
  };
  function bring(id: number): void {
    const next = find(id)?.one;
    if (next === undefined || id === frontId) return;
    const before = find(frontId)?.one;
    const beforeId = frontId;
    frontId = id;
    if (before !== undefined && beforeId !== undefined) {
      last = {id: beforeId, roomId: next.client.getState().currentRoomId};
      renewViews();
      options.onFront(next, before);
    }
    tell();
  }
  /** Brings the nearest running server before it in the list to the front, else the nearest after it. */
  function bringAnother(id: number): void {
    const at = entries.findIndex(entry => entry.id === id);
    const others = [...entries.slice(0, at).reverse(), ...entries.slice(at + 1)];
    const next = others.find(({one}) => one !== undefined);
    if (next !== undefined) bring(next.id);
  }
  function stop({one, stop: unsubscribe}: Entry<One>): void {
    unsubscribe?.();
    one?.close();
  }

  return {
    get: () => views,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    isSeveral: () => entries.length > 1,
    front,
    frontId: () => frontId ?? 0,
    opened: () =>
      entries.flatMap(({id, profile, one}) =>
        one === undefined ? [] : [{id, profile, client: one.client, store: one.store}],
      ),
    one: id => find(id)?.one,
    bring,
    bringLast() {
      const known = last;
      if (known === undefined || find(known.id)?.one === undefined) return false;
      if (front().client.getState().currentRoomId !== known.roomId) return false;
      bring(known.id);
      return true;
    },
    add(profile) {
      const id = ++madeCount;
      entries = [...entries, {id, profile, standing: 'opening', sentence: ''}];
      draw();
      return id;
    },
    put(id, client) {
      // The server was removed while it was being opened.
      const entry = find(id);
      if (isClosed || entry === undefined) return void client.close();
      const one = options.open(id, client);
      const unsubscribe = one.store.subscribe(() => {
        if (id !== frontId) drawSoon();
      });
      frontId ??= id;
      set(id, {standing: 'open', sentence: '', one, stop: unsubscribe});
      if (entry.one === undefined) return;
      if (id === frontId) options.onFront(one, entry.one);
      stop(entry);
    },
    takeOut(id, sentence) {
      const entry = find(id);
      if (entry === undefined) return undefined;
      if (id === frontId) bringAnother(id);
      stop(entry);
      set(id, {standing: 'out', sentence, one: undefined, stop: undefined});
      return entry.one?.client;
    },
    change(id, changes) {
      const entry = find(id);
      if (entry === undefined) return;
      set(id, {profile: {...entry.profile, ...changes}});
    },
    remove(id) {
      const entry = find(id);
      if (entry === undefined) return;
      if (id === frontId) bringAnother(id);
      stop(entry);
      entries = entries.filter(other => other !== entry);
      draw();
    },
    close() {
      isClosed = true;
      drawing.cancel();
      entries.forEach(stop);
      listeners.clear();
    },
  };
}

const KEYS: readonly (keyof ServerView)[] = ['profile', 'isFront', 'standing', 'sentence', 'state', 'drafts'];
