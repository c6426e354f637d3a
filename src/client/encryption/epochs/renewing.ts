/** Creates the next epoch, retrying when another member created one at the same time. */
import {ChatError, kindOf} from '../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import {faultPoint} from '../../../shared/machine/faultPoint.ts';
import type {Params} from '../../../shared/protocol.ts';
import {memberOf} from '../../../shared/sealed/membership.ts';
import {fromText} from '../../../shared/sealed/primitives/bytes.ts';
import {readStatement, type ReadStatement} from '../../../shared/sealed/statement.ts';
import type {Core} from '../../core/core.ts';
import type {Accounts} from '../accounts.ts';
import type {KeyStore} from '../keyStore.ts';
import {unlistedMembers} from './belonging.ts';
import {
  hasShrunk,
  isStillIn,
  leaveAfter,
  type SealedConversation,
  type EpochMemberChange,
  type WantedEpoch,
} from './makingEpoch.ts';

export interface Renewing {
  /**
   * Creates the first epoch with these people, or the next one. An epoch that another member creates at the same time is
   * accepted if it contains the wanted change. New members, and those who have restarted their keys, are only added through
   * `letsIn`.
   * @throws encrypt-impossible, not-let-in, room-keys-many, and errors of the requests
   */
  renew(roomId: number, names: readonly string[], change?: EpochMemberChange): Promise<SealedConversation>;
  /** Records that the server reports this member as gone: the keys are renewed before the next message. */
  left(roomId: number, name: string, seq: number): void;
  /** Whether a member of the current epoch has left, according to the server. */
  isShort(roomId: number): boolean;
}

interface Parts {
  store: Pick<KeyStore, 'rows'>;
  accounts: Accounts;
  conversationOf: (roomId: number) => SealedConversation | undefined;
  refresh: (roomId: number) => Promise<SealedConversation | undefined>;
  make: (wanted: Omit<WantedEpoch, 'kind'>) => Promise<Params<'epochAdd'>>;
}

const TRIES_MAX = 5;

export function openRenewing(client: Core, {store: {rows}, accounts, conversationOf, refresh, make}: Parts): Renewing {
  /** Room → name → seq at which the server reported that they left. */
  const departed = new Map<number, Map<string, number>>();
  const lastOf = (roomId: number): ReadStatement | undefined => conversationOf(roomId)?.epochs.at(-1)?.statement;
  /** Members of the current epoch who have left, according to the server. */
  const departedFrom = (roomId: number): string[] => {
    const last = conversationOf(roomId)?.epochs.at(-1);
    const told = departed.get(roomId);
    if (last === undefined || told === undefined || last.statement.kind === 'direct') return [];
    // This person is in the room, so an earlier leave of theirs does not count.
    const me = client.getState().me?.name;
    return last.statement.members.flatMap(({name}) => (name !== me && (told.get(name) ?? 0) > last.seq ? [name] : []));
  };
  /** Members of the current epoch whom the server no longer lists in the group. */
  const goneFrom = (roomId: number): string[] => {
    const {me, roomById} = client.getState();
    const {room} = roomById[roomId] ?? {};
    const last = lastOf(roomId);
    return room === undefined || last === undefined ? [] : unlistedMembers(room, last, me?.name ?? '');
  };
  /** Members of the next epoch. */
  const wantedIn = (
    roomId: number,
    names: readonly string[],
    {letsIn = [], removes = []}: EpochMemberChange,
    absent: ReadonlySet<string>,
  ): string[] => {
    const before = lastOf(roomId);
    if (before === undefined || before.kind === 'direct') return [...names];
    const still = before.members.map(({name}) => name).filter(name => isStillIn(before, name, accounts));
    const gone = new Set([...removes, ...absent, ...departedFrom(roomId), ...goneFrom(roomId)]);
    return [...new Set([...still, ...letsIn])].filter(name => !gone.has(name)).toSorted();
  };
  /** Whether a statement contains all of a wanted change. */
  const says = (statement: ReadStatement, {letsIn = [], removes = [], keepers, adds}: EpochMemberChange): boolean =>
    letsIn.every(name => memberOf(statement, name) !== undefined && isStillIn(statement, name, accounts)) &&
    removes.every(name => memberOf(statement, name) === undefined) &&
    (keepers === undefined || keepers.toSorted().join(' ') === statement.keepers.toSorted().join(' ')) &&
    (adds === undefined || adds === statement.adds);
  /** Signed leaves of members who are not in `names`, from the newest page of the log. */
  const leavesOf = async (roomId: number, names: readonly string[]): Promise<Buffer[]> => {
    const before = lastOf(roomId);
    const gone = before?.members.filter(({name}) => !names.includes(name)) ?? [];
    if (before === undefined || before.kind === 'direct' || gone.length === 0) return [];
    const {entries} = await client.line.request('entryList', {roomId, limit: FIXED_LIMITS.pageSizeMax});
    return gone.flatMap(({name}) => {
      const entry = entries.findLast(one => one.kind === 'left' && one.sender === name);
      const text = entry?.kind === 'left' ? entry.leave : undefined;
      return text === undefined ? [] : (leaveAfter(before, name, text, accounts) ?? []);
    });
  };
  /**
   * The stored epoch request, which may or may not have reached the server; dropped when it would give the key to a device
   * that was removed since.
   */
  const madeBefore = (roomId: number): Params<'epochAdd'> | undefined => {
    const made = rows.madeOf(roomId);
    if (made === undefined) return undefined;
    const request = JSON.parse(made.request) as Params<'epochAdd'>;
    if (!hasShrunk(readStatement(fromText(request.statement)), accounts)) return request;
    rows.dropMade(roomId);
    return undefined;
  };
  /** Refreshes device chains, except for absent people. Adds people whom the server does not know to `absent`. */
  const refreshAll = async (names: readonly string[], absent: Set<string>): Promise<void> => {
    for (const name of names.filter(one => !absent.has(one))) {
      try {
        await accounts.refresh(name);
      } catch (error) {
        if (!(error instanceof ChatError) || error.code !== 'user-not-found') throw error;
        absent.add(name);
      }
    }
  };

  return {
    left(roomId, name, seq) {
      const told = departed.get(roomId) ?? new Map<string, number>();
      departed.set(roomId, told.set(name, Math.max(seq, told.get(name) ?? 0)));
    },
    isShort: roomId => departedFrom(roomId).length + goneFrom(roomId).length > 0,
    async renew(roomId, names, change = {}) {
      const me = client.getState().me?.name ?? '';
      const absent = new Set<string>();
      for (let tries = 1; ; tries++) {
        const made = madeBefore(roomId);
        const before = lastOf(roomId);
        const stated = wantedIn(roomId, names, change, absent);
        if (made === undefined && before?.kind === 'room' && !isStillIn(before, me, accounts))
          throw new ChatError('not-let-in');
        const request =
          made ?? (await make({roomId, names: stated, before, change, leaves: await leavesOf(roomId, stated)}));
        let isTaken = false;
        try {
          await client.line.request('epochAdd', request);
          faultPoint('epoch.answered');
        } catch (error) {
          if (!(error instanceof ChatError) || error.canRetry === false) rows.dropMade(roomId);
          const isRaceLost = error instanceof ChatError && kindOf(error.code).isRaceLost === true;
          if (!isRaceLost || tries === TRIES_MAX) throw error;
          rows.dropMade(roomId);
          isTaken = true;
          for (const [, name = ''] of error.detail.matchAll(/@(\S+)/g)) {
            if (error.code === 'epoch-people') absent.add(name);
            if (error.code !== 'epoch-taken') continue;
            // The server lists people whom it had reported as gone, for example after a restored backup.
            absent.delete(name);
            departed.get(roomId)?.delete(name);
          }
          if (absent.has(me)) throw new ChatError('not-in-room', 'this room', {cause: error});
          await refreshAll(stated, absent);
        }
        const now = await refresh(roomId);
        const last = now?.epochs.at(-1)?.statement;
        if (now === undefined || last === undefined) {
          if (isTaken) continue;
          throw new ChatError('statement-refused');
        }
        // An epoch that another member created meanwhile is as good, if it contains the change.
        const isNewer = last.n > (before?.n ?? -1);
        if ((!isTaken || isNewer) && says(last, change) && goneFrom(roomId).length === 0) return now;
        if (tries === TRIES_MAX) throw new ChatError('epoch-taken');
      }
    },
  };
}
