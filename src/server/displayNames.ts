/** Which display names may be taken: none that looks like somebody else, or like the server's staff. */
import {ChatError} from '../shared/errors.ts';
import {RESERVED} from './accountNames.ts';
import type {Store} from './store.ts';

export interface DisplayNames {
  /**
   * Takes the names of a new account; `release` gives them back when it was not made after all.
   * @throws display-name-taken
   */
  claim(account: {name: string; displayName: string}): Promise<{release: () => void}>;
}

/** Letters of other scripts, and digits, that are drawn like Latin ones; after the change to lower case. */
const ALIKE: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['аеорсухкмтвніјѕԁԛԝӏ', 'aeopcyxkmtbhijsdqwl'],
    ['αορνυικτηεχβ', 'aopvuiktnexb'],
    ['ɑɡ01i|!', 'agollll'],
  ].flatMap(([from = '', to = '']) => Array.from(from, (letter, at) => [letter, to[at] ?? letter])),
);
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{C}\p{Z}\p{P}]/gu;

/** The same for all names that a person would take for one another; in the spirit of UTS 39, with the letters that matter most. */
export function skeletonOf(name: string): string {
  // By way of upper case ß and ss, ı and i, ſ and s become one.
  const plain = name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC').replaceAll(UNSEEN, '');
  const letters = Array.from(plain, letter => ALIKE[letter] ?? letter).map(letter => ALIKE[letter] ?? letter);
  return letters.join('').replaceAll('rn', 'm').replaceAll('vv', 'w');
}

const PAGE = 1_000;

export function openDisplayNames(store: Store): DisplayNames {
  let loading: Promise<Set<string>> | undefined;

  /** Only once somebody wants a display name: most accounts have none. */
  async function load(): Promise<Set<string>> {
    const taken = new Set([...RESERVED].map(skeletonOf));
    for (let afterName = ''; ;) {
      const accounts = await store.accountList({afterName, limit: PAGE});
      for (const {name, displayName} of accounts) taken.add(skeletonOf(name)).add(skeletonOf(displayName));
      const last = accounts.at(-1);
      if (last === undefined) return taken;
      afterName = last.name;
    }
  }

  return {
    async claim({name, displayName}) {
      if (displayName === '' && loading === undefined) return {release: () => undefined};
      loading ??= load().catch((error: unknown) => {
        // The next one tries again: a store that failed once may be well by then.
        loading = undefined;
        throw error;
      });
      const taken = await loading;
      if (displayName !== '' && taken.has(skeletonOf(displayName)))
        throw new ChatError('display-name-taken', displayName);
      const own = [name, displayName].map(skeletonOf).filter(skeleton => !taken.has(skeleton));
      for (const skeleton of own) taken.add(skeleton);
      return {
        release() {
          for (const skeleton of own) taken.delete(skeleton);
        },
      };
    },
  };
}
