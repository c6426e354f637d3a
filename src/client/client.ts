/** The client without a screen: one state, one way to change it, one connection. Screen and shell verbs are built on it. */
import {sentenceOf, toKnown} from '../shared/errors.ts';
import type {Change} from './state/changes.ts';
import {openConnection} from './line/connection.ts';
import type {ServerEvent} from './line/validate.ts';
import type {ClientOptions, Core} from './core/core.ts';
import type {Part} from './core/part.ts';
import {openHistory} from './history/history.ts';
import {accountStores} from './local/accountStore.ts';
import {openPermissions} from './local/permissions.ts';
import {mergeEntries} from './log/entryMerge.ts';
import * as partList from './parts.ts';
import {createStateStore} from './core/stateStore.ts';

export interface Client extends Core {
  /** The running parts by name: `outgoing`, `sync`, `transfers`, and others. */
  readonly parts: Parts;
}

export type Parts = {readonly [Name in keyof typeof partList]: ReturnType<(typeof partList)[Name]>};

export function openClient(options: ClientOptions): Client {
  const store = createStateStore();
  const notify: Client['notify'] = (level, text, roomId) =>
    store.dispatch({type: 'noticeShown', level, text, atMs: options.now(), ...(roomId !== undefined && {roomId})});
  const merged = mergeEntries(appended => store.dispatch({type: 'entriesAppended', ...appended}));
  let refusedAtMs = Number.NEGATIVE_INFINITY;
  let isClosing = false;

  const line = openConnection(
    {
      ...options,
      programVersion: options.programVersion ?? '0.0.0',
      isProgram: options.isHeadless,
      talksDirectly: options.isHeadless !== true || options.talksDirectly === true,
      takesDirectly: options.isHeadless !== true || options.takesDirectly === true,
    },
    {
      onStatus(connection) {
        merged.flush();
        store.dispatch({type: 'connectionChanged', connection});
      },
      onAnswer: () => merged.flush(),
      onConnected() {
        if (!isClosing) store.eachPart(part => part.onConnected?.());
      },
      onEvent(event) {
        // Events that arrive while the client closes are ignored.
        if (isClosing) return;
        if (event.type === 'entriesAppended')
          return client.parts.keys.takes(event.payload) ? undefined : merged.add(event.payload);
        merged.flush();
        const change = toChange(event, options.now());
        if (change !== undefined) store.dispatch(change);
      },
      onRefused(what) {
        // At most one notice per interval, however much invalid data the server sends.
        const sinceMs = options.now() - refusedAtMs;
        if (sinceMs >= 0 && sinceMs < REFUSED_NOTICE_MS) return;
        refusedAtMs = options.now();
        notify('warning', sentenceOf('bad-answer', what));
      },
    },
  );
  const parts: Partial<Record<keyof Parts, Part>> = {};
  const local = accountStores(options);
  const request: Client['request'] = (name, params) =>
    client.parts.direct.answer(name, params) ?? client.parts.keys.answer(name, params) ?? line.request(name, params);
  const background: Client['background'] = work => {
    work.catch((error: unknown) => notify('error', toKnown(error).message));
  };
  const history = openHistory({
    options,
    local,
    request,
    notify,
    background,
    getState: () => store.getState(),
    dispatch: change => store.dispatch(change),
  });
  // The history part comes first: stored entries are in the state before other parts look at the room.
  store.addPart(history);
  const client: Client = {
    options,
    line,
    local,
    permissions: openPermissions(local, () => store.getState().me?.name),
    history,
    parts: parts as Parts,
    getState: () => store.getState(),
    subscribe: listener => store.subscribe(listener),
    dispatch: change => store.dispatch(change),
    request,
    sealing: {
      isSealed: roomId => client.parts.keys.sealing.isSealed(roomId),
      offer: (params, key) => client.parts.keys.sealing.offer(params, key),
      keyOf: file => client.parts.keys.sealing.keyOf(file),
    },
    directSealing: {
      ask: (place, own) => client.parts.keys.directSealing.ask(place, own),
      answer: (place, asked, own) => client.parts.keys.directSealing.answer(place, asked, own),
    },
    getToken: () => line.getToken(),
    addPart: part => store.addPart(part),
    notify,
    background,
    async close() {
      isClosing = true;
      await Promise.allSettled([...Object.values(parts), history].map(async part => part.close?.()));
      line.close();
      merged.flush();
      await local.close();
      store.close();
    },
  };
  for (const [name, start] of Object.entries(partList) as [keyof Parts, (core: Core) => Part][]) {
    const part = start(client);
    parts[name] = part;
    store.addPart(part);
  }
  history.start();
  return client;
}

/** At most one notice about invalid data from the server in this time. */
const REFUSED_NOTICE_MS = 60_000;

/** Converts a server event to a state change; the connection itself handles the event that ends it. */
function toChange(event: ServerEvent, atMs: number): Change | undefined {
  if (event.type === 'sessionEnded') return undefined;
  if (event.type === 'presenceChanged') return {type: event.type, ...event.payload, atMs};
  if (event.type === 'typingChanged') return {type: event.type, ...event.payload, atMs};
  return {type: event.type, ...event.payload} as Change;
}
