/**
 * Prevents impersonation by names: no display name may look like another person's name or like staff, and no login name like a
 * display name in use.
 */
import {ChatError} from '../../../shared/errors.ts';
import {isReserved, namesStaff} from './accountNames.ts';
import type {Account, Store} from '../../storeContract/store.ts';

export interface DisplayNames {
  /**
   * Reserves the names of a new account; `release` frees them if the account is not created after all. @throws name-alike,
   * display-name-taken, display-name-mixed
   */
  claim(account: {name: string; displayName: string}): Promise<{release: () => void}>;
}

const PAGE = 1_000;

/** Number of accounts by skeleton (Unicode TR39) of their login and display names. */
type Counts = Map<string, number>;

const count = (counts: Counts, skeleton: string, by: number): void => {
  const left = (counts.get(skeleton) ?? 0) + by;
  if (left > 0) counts.set(skeleton, left);
  else counts.delete(skeleton);
};

export function openDisplayNames(store: Pick<Store, 'accountList' | 'hasDisplayNames'>): DisplayNames {
  const logins: Counts = new Map();
  const shown: Counts = new Map();
  let loading: Promise<void> | undefined;
  // Unicode's table is large: it is there once somebody has a display name.
  const lookAlikes = () => import('../../../shared/text/lookAlikes.ts');

  async function addAll(): Promise<void> {
    const {skeletonOf} = await lookAlikes();
    const found: Pick<Account, 'name' | 'displayName'>[] = [];
    for (let afterName: string | undefined = ''; afterName !== undefined;) {
      const accounts = await store.accountList({afterName, limit: PAGE});
      found.push(...accounts.map(({name, displayName}) => ({name, displayName})));
      afterName = accounts.at(-1)?.name;
    }
    // All or none: what failed half-way is read anew.
    for (const account of found) add(account, skeletonOf);
  }
  function add(
    {name, displayName}: Pick<Account, 'name' | 'displayName'>,
    skeletonOf: (name: string) => string,
    by = 1,
  ) {
    count(logins, skeletonOf(name), by);
    if (displayName !== '') count(shown, skeletonOf(displayName), by);
  }
  const load = (): Promise<void> =>
    (loading ??= addAll().catch((error: unknown) => {
      // The next one asks again.
      loading = undefined;
      throw error;
    }));

  return {
    async claim(account) {
      const {name, displayName} = account;
      // Most servers have none: nothing is compared, and nothing loaded.
      if (displayName === '' && loading === undefined && !(await store.hasDisplayNames()))
        return {release: () => undefined};
      const {mixesScripts, skeletonOf, wordsInName} = await lookAlikes();
      await load();
      // Nothing is awaited from here on, so that of two who come at once one is refused.
      if (shown.has(skeletonOf(name))) throw new ChatError('name-alike', name);
      if (displayName !== '') {
        const words = wordsInName(displayName);
        const skeleton = skeletonOf(displayName);
        if (logins.has(skeleton) || shown.has(skeleton) || isReserved(words) || namesStaff(words))
          throw new ChatError('display-name-taken', displayName);
        if (mixesScripts(displayName)) throw new ChatError('display-name-mixed', displayName);
      }
      add(account, skeletonOf);
      return {release: () => add(account, skeletonOf, -1)};
    },
  };
}
