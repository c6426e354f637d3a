/** Reads the stored data of an account without a client, for shell verbs whose server does not answer. */
import {existsSync} from 'node:fs';
import type {SearchAsked, SearchFound} from '../../shared/search/search.ts';
import {storeDirOf} from '../local/store.ts';
import {initialState} from '../state/initialState.ts';
import {reduce} from '../state/reduce.ts';
import type {State} from '../state/state.ts';
import {historyPathIn, openHistoryFile} from './historyFile.ts';
import {keptOverview} from './keptOverview.ts';
import {searchKept} from './searchKept.ts';

export interface KeptHere {
  /** Rooms and people as last known. */
  state: State;
  /** @throws search-invalid, search-unavailable */
  search(asked: SearchAsked): Promise<SearchFound>;
}

export interface AccountHere {
  dataDir: string;
  serverUrl: string;
  /** Login name. */
  name: string;
}

/** @returns `undefined` when nothing is stored */
export async function withKept<T>(
  {dataDir, serverUrl, name}: AccountHere,
  use: (kept: KeptHere) => T | Promise<T>,
): Promise<T | undefined> {
  const dir = storeDirOf(dataDir, serverUrl, name);
  if (!existsSync(historyPathIn(dir))) return undefined;
  const cache = await openHistoryFile(dir);
  if (cache === undefined) return undefined;
  const {database} = cache;
  try {
    const overview = keptOverview(database);
    const opened = overview.fact('account') === accountOf(serverUrl, name) ? overview.read() : undefined;
    if (opened === undefined) return undefined;
    const state = reduce(initialState, {type: 'historyRecalled', opened});
    return await use({state, search: asked => searchKept({database}, state, asked)});
  } finally {
    database.close();
  }
}

/** Identifies server and account, because folder names may collide. */
export const accountOf = (serverUrl: string, name: string): string => `${name}@${serverUrl}`;
