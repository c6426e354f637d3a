/** People: known users, members of rooms, who comes online and goes offline. */
import {isLobby} from '../../../shared/model.ts';
import type {User} from '../../../shared/model.ts';
import type {Changes} from '../changes.ts';
import {hasName, toRoles} from '../room/unreadCounts.ts';
import {addAside, withRoom} from '../room/roomState.ts';
import type {Aside, RoomState, State} from '../state.ts';
import {withUsers} from '../userTable.ts';

export function membersLoaded(state: State, {roomId, members, total}: Changes['membersLoaded']): State {
  const memberNames = [...new Set(members.map(member => member.name))].sort();
  const memberRoles = toRoles(
    members.flatMap(({name, roleHere}) => (roleHere === undefined || roleHere === 'member' ? [] : [[name, roleHere]])),
  );
  const met = usersMet(state, {users: members.map(({roleHere: _here, ...user}) => user)});
  return withRoom(met, roomId, one => ({
    ...one,
    memberNames,
    memberRoles,
    room: {...one.room, memberCount: total},
  }));
}

export function usersMet(state: State, {users}: Changes['usersMet']): State {
  const userByName = withUsers(state.userByName, users);
  return userByName === state.userByName ? state : withPartners({...state, userByName}, users);
}

export function selfChanged(state: State, {state: presence, status}: Changes['selfChanged']): State {
  if (state.me === undefined) return state;
  const me: User = {...state.me, state: presence, status};
  return {...state, me, userByName: withUsers(state.userByName, [me])};
}

export function roleChanged(state: State, {role}: Changes['roleChanged']): State {
  if (state.me === undefined) return state;
  const me: User = {...state.me, role};
  return {...state, me, userByName: withUsers(state.userByName, [me])};
}

export function presenceChanged(state: State, {changes, onlineCount, atMs}: Changes['presenceChanged']): State {
  const users = changes.map(change => ({...change, role: state.userByName[change.name]?.role ?? ('member' as const)}));
  const next = usersMet({...state, onlineCount}, {users});
  const self = users.find(user => user.name === state.me?.name);
  const moves = changes.flatMap(change => {
    const from = state.userByName[change.name]?.state;
    if (change.name === state.me?.name || from === change.state) return [];
    return {from, name: change.name, state: change.state, status: change.status};
  });
  const seen = withLastSeen(next, moves, atMs);
  const told = moves.length === 0 ? seen : {...seen, roomById: tellRooms(seen, moves, atMs)};
  return self === undefined ? told : {...told, me: self};
}

type Move = {from: User['state'] | undefined} & Pick<Extract<Aside, {kind: 'presence'}>, 'name' | 'state' | 'status'>;

/** Sets the last-seen time of friends who have just gone offline. */
function withLastSeen(state: State, moves: readonly Move[], atMs: number): State {
  const gone = moves.filter(({name, state: is}) => is === 'offline' && state.contacts.has(name));
  if (gone.length === 0) return state;
  const contacts = new Map(state.contacts);
  for (const {name} of gone) {
    const known = contacts.get(name);
    if (known !== undefined) contacts.set(name, {...known, lastSeenAtMs: atMs});
  }
  return {...state, contacts};
}

function tellRooms({roomById: rooms, preferences}: State, moves: readonly Move[], atMs: number): State['roomById'] {
  const next: Record<number, RoomState> = {...rooms};
  for (const one of Object.values(rooms)) {
    let told = one;
    for (const {from, name, state, status} of moves) {
      if (!isShown(one, {from, name, state, status}, preferences.showsPresence)) continue;
      told = addAside(told, {kind: 'presence', afterSeq: one.room.lastSeq, atMs, name, state, status});
    }
    if (told !== one) next[one.room.roomId] = told;
  }
  return next;
}

/**
 * Whether a room shows a presence change: quit messages, and if wanted coming online and going offline, in rooms of the
 * person; being away only in conversations with them.
 */
function isShown({room, memberNames, ignored}: RoomState, {from, name, state, status}: Move, isLoud: boolean): boolean {
  if (ignored?.has(name) === true) return false;
  // Idle and busy count as online, and have no status text to show.
  if (state === 'idle' || state === 'busy') return false;
  if ((from === 'idle' || from === 'busy') && state === 'online') return false;
  const isAbout = state === 'away' || from === 'away' || (state === 'offline' && status !== '');
  if (!isLoud && !isAbout) return false;
  if (room.kind === 'direct') return room.name === name;
  if (room.people !== undefined) return room.people.some(one => one.name === name);
  if (state === 'away' || from === 'away') {
    if (state !== 'offline') return false;
  }
  if (isLobby(room)) return true;
  return memberNames !== undefined && hasName(memberNames, name);
}

/** Updates the `partner` of direct rooms from the user table. */
function withPartners(state: State, users: readonly User[]): State {
  let roomById: Record<number, RoomState> | undefined;
  for (const one of Object.values(state.roomById)) {
    const {partner} = one.room;
    if (partner === undefined) continue;
    const met = users.find(user => user.name === partner.name);
    if (met === undefined) continue;
    roomById ??= {...state.roomById};
    roomById[one.room.roomId] = {...one, room: {...one.room, partner: met}};
  }
  return roomById === undefined ? state : {...state, roomById};
}
