/** Which display names may be taken: none that looks like somebody else, or like the server's staff. */
import {ChatError} from '../../shared/errors.ts';
import {isReserved, namesStaff} from './accountNames.ts';
import type {Store} from '../store.ts';

export interface DisplayNames {
  /**
   * Takes the names of a new account; `release` gives them back when it was not made after all.
   * @throws display-name-taken, display-name-mixed
   */
  claim(account: {name: string; displayName: string}): Promise<{release: () => void}>;
}

const PAGE = 1_000;

const namesOf = ({name, displayName}: {name: string; displayName: string}): string[] =>
  displayName === '' ? [name] : [name, displayName];

export function openDisplayNames(store: Store): DisplayNames {
  let loading: Promise<Set<string>> | undefined;
  // Unicode's table is large: it is there once somebody wants a display name.
  const lookAlikes = () => import('./lookAlikes.ts');

  /** Only once somebody wants a display name: most accounts have none. */
  async function load(): Promise<Set<string>> {
    const {skeletonOf} = await lookAlikes();
    const taken = new Set<string>();
    for (let afterName = ''; ;) {
      const accounts = await store.accountList({afterName, limit: PAGE});
      for (const account of accounts) {
        for (const name of namesOf(account)) taken.add(skeletonOf(name));
      }
      const last = accounts.at(-1);
      if (last === undefined) return taken;
      afterName = last.name;
    }
  }

  return {
    async claim({name, displayName}) {
      if (displayName === '' && loading === undefined) return {release: () => undefined};
      const {mixesScripts, skeletonOf, wordsOf} = await lookAlikes();
      loading ??= load().catch((error: unknown) => {
        // The next one asks again.
        loading = undefined;
        throw error;
      });
      const taken = await loading;
      if (displayName !== '') {
        const words = wordsOf(displayName);
        if (taken.has(skeletonOf(displayName)) || isReserved(words) || namesStaff(words))
          throw new ChatError('display-name-taken', displayName);
        if (mixesScripts(displayName)) throw new ChatError('display-name-mixed', displayName);
      }
      const own = namesOf({name, displayName})
        .map(skeletonOf)
        .filter(skeleton => !taken.has(skeleton));
      for (const skeleton of own) taken.add(skeleton);
      return {
        release() {
          for (const skeleton of own) taken.delete(skeleton);
        },
      };
    },
  };
}
