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
  /** Running effects by name: `outgoing`, `sync`, `transfers`. */
  readonly parts: Parts;
}

export type Parts = {readonly [Name in keyof typeof partList]: ReturnType<(typeof partList)[Name]>};

export function openClient(options: ClientOptions): Client {
  const store = createStateStore();
  const notify: Client['notify'] = (level, text, roomId) =>
    store.dispatch({type: 'noticeShown', level, text, atMs: options.now(), ...(roomId !== undefined && {roomId})});
  const gathered = mergeEntries(appended => store.dispatch({type: 'entriesAppended', ...appended}));
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
        gathered.flush();
        store.dispatch({type: 'connectionChanged', connection});
      },
      onAnswer: () => gathered.flush(),
      onConnected() {
        if (!isClosing) store.eachPart(part => part.onConnected?.());
      },
      onEvent(event) {
        // Nothing begins any more.
        if (isClosing) return;
        if (event.type === 'entriesAppended')
          return client.parts.keys.takes(event.payload) ? undefined : gathered.add(event.payload);
        gathered.flush();
        const change = toChange(event, options.now());
        if (change !== undefined) store.dispatch(change);
      },
      onRefused(what) {
        // A server that sends nothing but nonsense must not fill the screen with complaints.
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
  // Before all others: what is kept of a room is there when they look at it.
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
    ways: {
      ask: (place, own) => client.parts.keys.ways.ask(place, own),
      answer: (place, asked, own) => client.parts.keys.ways.answer(place, asked, own),
    },
    getToken: () => line.getToken(),
    addPart: part => store.addPart(part),
    notify,
    background,
    async close() {
      isClosing = true;
      await Promise.allSettled([...Object.values(parts), history].map(async part => part.close?.()));
      line.close();
      gathered.flush();
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

/** An event as a change; the event that ends a connection is handled by the connection. */
function toChange(event: ServerEvent, atMs: number): Change | undefined {
  if (event.type === 'sessionEnded') return undefined;
  if (event.type === 'presenceChanged') return {type: event.type, ...event.payload, atMs};
  if (event.type === 'typingChanged') return {type: event.type, ...event.payload, atMs};
  return {type: event.type, ...event.payload} as Change;
}
