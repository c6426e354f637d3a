/** Users by login name, in an object without a prototype, so that a person may be called `constructor`. */
import type {User} from '../../shared/model.ts';
import type {State} from './state.ts';

export type UserTable = State['userByName'];

export const emptyUsers: UserTable = Object.freeze(Object.create(null) as Record<string, User>);

/** Maximum number of remembered users; beyond it, only users met from then on are kept. */
const USERS_MAX = 20_000;

/** Returns the same table if nothing changes. */
export function withUsers(table: UserTable, users: readonly User[]): UserTable {
  const fresh = users.filter(user => !isSame(table[user.name], user));
  if (fresh.length === 0) return table;
  const isFull = Object.keys(table).length + fresh.length > USERS_MAX;
  const next = Object.assign(Object.create(null) as Record<string, User>, isFull ? undefined : table);
  for (const user of fresh.slice(-USERS_MAX)) next[user.name] = user;
  return next;
}

const isSame = (known: User | undefined, user: User): boolean =>
  known !== undefined &&
  known.state === user.state &&
  known.status === user.status &&
  known.statusUntilMs === user.statusUntilMs &&
  known.displayName === user.displayName &&
  known.role === user.role;
