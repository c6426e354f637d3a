/** Who is online: counted by open connections, told to everybody in gathered changes. */
import type {PresenceState, User} from '../../shared/model.ts';
import type {Payload} from '../../shared/protocol.ts';
import type {Account} from '../store.ts';

type PresenceChange = Payload<'presenceChanged'>['changes'][number];

export interface Presence {
  onlineCount(): number;
  isOnline(userId: number): boolean;
  /** One more open connection. */
  enter(account: Account): void;
  /** One open connection less; the last one's words are told with the change. True when the person is offline now. */
  leave(account: Account, connection: {readonly lastWords: string}): boolean;
  /** Nobody is at this connection of theirs, or somebody is again; a person is idle when that is so of all of them. */
  setIdle(account: Account, connection: object, isIdle: boolean): void;
  set(account: Account, state: 'online' | 'away', status: string): void;
  /** A person as others see them. */
  toUser(account: Pick<Account, 'userId' | 'name' | 'displayName' | 'role'>): User;
  close(): void;
}

interface Present {
  connectionCount: number;
  state: 'online' | 'away';
  status: string;
  /** Connections at which nobody is. */
  idle: Set<object>;
}

/** As others see it. */
function shownOf({state, status, idle, connectionCount}: Present): {state: PresenceState; status: string} {
  return {state: state === 'online' && idle.size >= connectionCount ? 'idle' : state, status};
}

interface Options {
  tell: (payload: Payload<'presenceChanged'>) => void;
  after: (delayMs: number, run: () => void) => () => void;
}

/** A storm of logins makes one event each so often, not one event each; the more there are to tell, the longer it is gathered. */
const GATHER_MIN_MS = 100;
const GATHER_MAX_MS = 1_000;
const OFFLINE: {state: PresenceState; status: string} = {state: 'offline', status: ''};

export function openPresence({tell, after}: Options): Presence {
  const present = new Map<number, Present>();
  const changed = new Map<number, {before: string; change: PresenceChange; isSeen: boolean}>();
  let stop: (() => void) | undefined;

  const stateOf = (userId: number) => {
    const known = present.get(userId);
    return known === undefined ? OFFLINE : shownOf(known);
  };
  const textOf = ({state, status}: {state: PresenceState; status: string}) => `${state} ${status}`;

  /** Within the gathering time only the outcome counts: gone and back again is no change, unless somebody was told in between. */
  function change(account: Account, before: string, now: {state: PresenceState; status: string}): void {
    const {userId, name, displayName} = account;
    const {before: first = before, isSeen = false} = changed.get(userId) ?? {};
    changed.set(userId, {before: first, isSeen, change: {name, displayName, state: now.state, status: now.status}});
    stop ??= after(Math.min(GATHER_MAX_MS, Math.max(GATHER_MIN_MS, present.size)), flush);
  }

  function flush(): void {
    stop = undefined;
    const changes = [...changed.values()]
      .filter(one => one.isSeen || one.before !== textOf(one.change))
      .map(one => one.change);
    changed.clear();
    if (changes.length > 0) tell({changes, onlineCount: present.size});
  }

  return {
    onlineCount: () => present.size,
    isOnline: userId => present.has(userId),
    enter(account) {
      const known = present.get(account.userId);
      if (known !== undefined) {
        const before = textOf(shownOf(known));
        known.connectionCount++;
        if (textOf(shownOf(known)) !== before) change(account, before, shownOf(known));
        return;
      }
      const now: Present = {connectionCount: 1, state: 'online', status: '', idle: new Set()};
      present.set(account.userId, now);
      change(account, textOf(OFFLINE), shownOf(now));
    },
    leave(account, connection) {
      const known = present.get(account.userId);
      if (known === undefined) return true;
      const before = textOf(shownOf(known));
      known.connectionCount--;
      known.idle.delete(connection);
      if (known.connectionCount > 0) {
        if (textOf(shownOf(known)) !== before) change(account, before, shownOf(known));
        return false;
      }
      present.delete(account.userId);
      change(account, before, {state: 'offline', status: connection.lastWords});
      return true;
    },
    setIdle(account, connection, isIdle) {
      const known = present.get(account.userId);
      if (known === undefined) return;
      const before = textOf(shownOf(known));
      if (isIdle) known.idle.add(connection);
      else known.idle.delete(connection);
      if (textOf(shownOf(known)) !== before) change(account, before, shownOf(known));
    },
    set(account, state, status) {
      const known = present.get(account.userId);
      if (known === undefined) return;
      const before = textOf(shownOf(known));
      known.state = state;
      known.status = status;
      change(account, before, shownOf(known));
    },
    toUser({userId, name, displayName, role}) {
      const pending = changed.get(userId);
      if (pending !== undefined) pending.isSeen = true;
      const {state, status} = stateOf(userId);
      return {name, displayName, role, state, status};
    },
    close: () => stop?.(),
  };
}
