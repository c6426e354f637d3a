/** Opens the local store of the account that a verb would use, for when its server does not answer. */
import type {SearchPage} from '../../client/actions/search.ts';
import type {State} from '../../client/state/state.ts';
import type {SearchAsked} from '../../shared/search/search.ts';
import {secretPlaceOf} from '../secrets/secretPlace.ts';
import {chooseServer, chooseUser} from './session.ts';
import type {Shell} from '../shell.ts';
import {withKept} from '../../client/history/withoutServer.ts';
import {mergeHits} from '../../client/actions/search.ts';

interface KeptByVerb {
  /** Last known rooms and people. */
  state: State;
  /** @throws search-invalid, search-unavailable */
  search(asked: SearchAsked, limit: number): Promise<SearchPage>;
}

/** @returns `undefined` if nothing is stored */
export async function withKeptHere<T>(shell: Shell, use: (kept: KeptByVerb) => T | Promise<T>): Promise<T | undefined> {
  const settings = await shell.clientSettings();
  // The account of a token from the environment is known only to the server.
  if (settings.token !== undefined || settings.tokenFile !== undefined) return undefined;
  const {serverUrl} = await chooseServer(shell, settings);
  const name = chooseUser(shell, settings, serverUrl);
  if (name === undefined) return undefined;
  const {searchSealedHere} = await import('../../client/encryption/searching/sealedHere.ts');
  const {storeDirOf} = await import('../../client/local/store.ts');
  const sealed = {
    name,
    dir: storeDirOf(shell.paths.clientDir, serverUrl, name),
    place: secretPlaceOf(shell, {serverUrl, name}),
    bounds: {messagesMax: settings.historyMessages, bytesMax: settings.historySize},
    now: () => shell.now(),
    newId: () => shell.newId(),
  };
  return withKept({dataDir: shell.paths.clientDir, serverUrl, name}, kept =>
    use({
      state: kept.state,
      async search(asked, limit) {
        const found = [
          await kept.search({...asked, limit}),
          await searchSealedHere(sealed, kept.state, {...asked, limit}),
        ];
        const page = mergeHits(
          asked,
          found.filter(one => one !== undefined),
        );
        return {...page, hits: page.hits.slice(0, limit)};
      },
    }),
  );
}
