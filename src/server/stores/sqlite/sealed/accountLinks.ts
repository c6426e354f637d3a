/** Device chains of accounts: each link is verified against the state before it and never changes. */
import {isFormerMember} from '../../../../shared/access/loginName.ts';
import {ChatError} from '../../../../shared/errors.ts';
import {verifyChain, type AccountState} from '../../../../shared/sealed/accountChain.ts';
import {writer} from '../../../../shared/sealed/primitives/bytes.ts';
import {LINK_TYPES, readLink} from '../../../../shared/sealed/accountLink.ts';
import type {SealedStore} from '../../../storeContract/sealed.ts';
import type {Committed} from '../../../storeContract/store.ts';
import {query, type Database} from '../engine/database.ts';
import type {Sqlite} from '../sqlite.ts';

/** Maximum links per account, which only people add. */
const LINKS_MAX = 1_000;
/** Number of cached accounts. */
const KNOWN_MAX = 1_000;

/** Offset of the name in a link, counted from 1: after suite, type, number, hash of the previous link and server id. */
const NAME_AT = 1 + 1 + 1 + 4 + 32 + 16;

/** The newest deleted account that has signed links under a name; its first link contains the name. */
const BURIED = `SELECT max(user_id) AS user_id FROM accounts JOIN account_links USING (user_id)
  WHERE deleted_at_ms IS NOT NULL AND n = 0 AND substr(link, ${NAME_AT}, ?) = ?`;

const asInLink = (name: string): Buffer => writer().text(name).end();

/** Whether a deleted account has signed links under this name. Others still verify these, so nobody else may get the name. */
export function openRetiredNames(database: Database): (name: string) => boolean {
  const find = query<{user_id: number | null}, [number, Uint8Array]>(database, BURIED);
  return name => {
    const stated = asInLink(name);
    return find.one(stated.length, stated)?.user_id != null;
  };
}

/** Called inside a transaction. */
export interface Chains {
  serverId: Buffer;
  /** All states of an account, oldest first; empty without a chain. */
  of(userId: number): readonly AccountState[];
  /** Whether a device or key was removed after this link, so that earlier epochs must not be used any more. */
  isShrunkSince(userId: number, n: number): boolean;
  forget(): void;
}

type Links = Pick<SealedStore<Committed>, 'serverId' | 'accountLinkAdd' | 'accountLinkList'>;

/** Link types after which keys must be renewed. */
const SHRINKING = [LINK_TYPES.revoke, LINK_TYPES.recover, LINK_TYPES.reroot, LINK_TYPES.restart].join(', ');

export function openAccountLinks({database, commits, names}: Pick<Sqlite, 'database' | 'commits' | 'names'>): {
  links: Links;
  chains: Chains;
} {
  const ownId = query<{server_id: Uint8Array}, []>(database, 'SELECT server_id FROM sealed_server');
  const serverId = Buffer.from(ownId.one()?.server_id ?? []);
  const all = query<{link: Uint8Array}, [number]>(
    database,
    'SELECT link FROM account_links WHERE user_id = ? ORDER BY n',
  );
  const page = query<{link: Uint8Array}, [string, number, number]>(
    database,
    `SELECT link FROM account_links JOIN accounts USING (user_id) WHERE name = ? AND n > ? ORDER BY n LIMIT +?`,
  );
  // Links of a deleted account are still verified by others; the name is only in the link itself.
  const pageOfGone = query<{link: Uint8Array}, [number, Uint8Array, number, number]>(
    database,
    `SELECT link FROM account_links WHERE user_id = (${BURIED}) AND n > ? ORDER BY n LIMIT +?`,
  );
  const findName = query<{user_id: number}, [string]>(database, 'SELECT user_id FROM accounts WHERE name = ?');
  const lastShrunk = query<{n: number | null}, [number]>(
    database,
    `SELECT max(n) AS n FROM account_links WHERE user_id = ? AND type IN (${SHRINKING})`,
  );
  const insert = database.statement('INSERT INTO account_links (user_id, n, type, link) VALUES (?, ?, ?, ?)');
  const known = new Map<number, readonly AccountState[]>();
  const shrunkAt = new Map<number, number>();

  const whoseOf = (userId: number) => ({serverId, name: names.nameOf(userId)});
  const of = (userId: number): readonly AccountState[] => {
    const remembered = known.get(userId);
    if (remembered !== undefined) return remembered;
    const links = all.all(userId).map(({link}) => Buffer.from(link));
    const whose = whoseOf(userId);
    // A deleted account is verified under the name that it had.
    const [first] = isFormerMember(whose.name) ? links : [];
    const states = verifyChain(links, {...whose, name: first === undefined ? whose.name : readLink(first).name});
    if (known.size >= KNOWN_MAX) {
      known.clear();
      shrunkAt.clear();
    }
    known.set(userId, states);
    return states;
  };

  return {
    chains: {
      serverId,
      of,
      isShrunkSince(userId, n) {
        const at = shrunkAt.get(userId) ?? lastShrunk.one(userId)?.n ?? -1;
        shrunkAt.set(userId, at);
        return at > n;
      },
      forget() {
        known.clear();
        shrunkAt.clear();
      },
    },
    links: {
      serverId: () => serverId,
      accountLinkAdd: ({userId, link}) =>
        commits.write(() => {
          const states = of(userId);
          const {n, type, hash} = readLink(link);
          if (states[n]?.head.equals(hash) === true) return {n, isNew: false};
          if (n !== states.length) throw new ChatError('chain-taken');
          if (n >= LINKS_MAX) throw new ChatError('devices-full', String(LINKS_MAX));
          const next = verifyChain([link], whoseOf(userId), states.at(-1));
          insert.run(userId, n, LINK_TYPES[type], link);
          known.set(userId, [...states, ...next]);
          shrunkAt.delete(userId);
          return {n, isNew: true};
        }),
      async accountLinkList({name, afterN, limit}) {
        const stated = asInLink(name);
        const links =
          findName.one(name) === undefined
            ? pageOfGone.all(stated.length, stated, afterN, limit)
            : page.all(name, afterN, limit);
        if (links.length === 0 && findName.one(name) === undefined && afterN < 0)
          throw new ChatError('user-not-found', name);
        return links.map(({link}) => Buffer.from(link));
      },
    },
  };
}
