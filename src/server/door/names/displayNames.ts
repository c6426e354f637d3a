/**
 * Prevents impersonation by names: no display name may look like another person's name or like staff, and no login name like a
 * display name in use.
 */
import {ChatError} from '../../../shared/errors.ts';
import {isReserved, namesStaff} from './accountNames.ts';
import type {Account, Store} from '../../storeContract/store.ts';

export interface DisplayNames {
  /**
   * Reserves the names of a new account while `make` creates it, and frees them if that fails. @throws name-alike,
   * display-name-taken, display-name-mixed, and what `make` throws
   */
  claim<T>(account: Names, make: () => Promise<T>): Promise<T>;
  /** The account was deleted. */
  free(account: Names & {userId: number}): void;
}

type Names = Pick<Account, 'name' | 'displayName'>;
type SkeletonOf = (name: string) => string;

/** An account being created that was not compared with others, because no display names existed yet. */
interface Uncompared {
  readonly names: Names;
  isCounted: boolean;
  hasFailed: boolean;
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
  /** Set once all accounts are counted. */
  let counted: SkeletonOf | undefined;
  const uncompared = new Set<Uncompared>();
  /** Ids of accounts deleted while all accounts were being read. */
  const freed = new Set<number>();
  // Loaded on demand, because Unicode's table is large and only needed once there is a display name.
  const lookAlikes = () => import('../../../shared/text/lookAlikes.ts');

  async function addAll(): Promise<void> {
    // Names registered while this runs: their rows may not be committed yet, or precede the current page.
    const others = [...uncompared];
    const {skeletonOf} = await lookAlikes();
    const found = new Map<string, Names & {userId: number}>();
    for (let afterName: string | undefined = ''; afterName !== undefined;) {
      const accounts = await store.accountList({afterName, limit: PAGE});
      for (const {userId, name, displayName} of accounts) found.set(name, {userId, name, displayName});
      afterName = accounts.at(-1)?.name;
    }
    // Counted only after all pages were read, because after a failure everything is read again.
    for (const account of found.values()) if (!freed.has(account.userId)) add(account, skeletonOf);
    for (const other of others) {
      other.isCounted = !other.hasFailed && !found.has(other.names.name);
      if (other.isCounted) add(other.names, skeletonOf);
    }
    counted = skeletonOf;
  }
  function add({name, displayName}: Names, skeletonOf: SkeletonOf, by = 1): void {
    count(logins, skeletonOf(name), by);
    if (displayName !== '') count(shown, skeletonOf(displayName), by);
  }
  const load = (): Promise<void> =>
    (loading ??= addAll()
      .catch((error: unknown) => {
        // The next caller tries again.
        loading = undefined;
        throw error;
      })
      .finally(() => freed.clear()));

  // A function, because the value may have changed during an `await`.
  const isLoading = (): boolean => loading !== undefined;

  async function makeUncompared<T>(names: Names, make: () => Promise<T>): Promise<T> {
    const one: Uncompared = {names, isCounted: false, hasFailed: false};
    uncompared.add(one);
    try {
      return await make();
    } catch (error) {
      one.hasFailed = true;
      if (one.isCounted && counted !== undefined) add(names, counted, -1);
      throw error;
    } finally {
      uncompared.delete(one);
    }
  }

  return {
    async claim(account, make) {
      const {name, displayName} = account;
      // Without display names, as on most servers, nothing is compared or loaded.
      if (displayName === '' && loading === undefined && !(await store.hasDisplayNames()) && !isLoading())
        return makeUncompared(account, make);
      const {mixesScripts, skeletonOf, wordsInName} = await lookAlikes();
      await load();
      // No `await` from here on, so that of two simultaneous registrations one is refused.
      if (shown.has(skeletonOf(name))) throw new ChatError('name-alike', name);
      if (displayName !== '') {
        const words = wordsInName(displayName);
        const skeleton = skeletonOf(displayName);
        if (logins.has(skeleton) || shown.has(skeleton) || isReserved(words) || namesStaff(words))
          throw new ChatError('display-name-taken', displayName);
        if (mixesScripts(displayName)) throw new ChatError('display-name-mixed', displayName);
      }
      add(account, skeletonOf);
      try {
        return await make();
      } catch (error) {
        add(account, skeletonOf, -1);
        throw error;
      }
    },
    free(account) {
      if (counted !== undefined) add(account, counted, -1);
      else if (isLoading()) freed.add(account.userId);
    },
  };
}
