/** Shows encryption in the state: locks, topics of encrypted rooms, and lines about changed keys. */
import {type Entry, memberChangeOf} from '../../shared/entries/entry.ts';
import type {Room} from '../../shared/model.ts';
import type {ChatError} from '../../shared/errors.ts';
import type {Core} from '../core/core.ts';
import {isLocal} from '../state/selectors.ts';
import {keysChangedWords} from '../wording/sealedWords.ts';
import {lockOf, othersIn} from './locks.ts';
import type {KeySession, KeySessionHooks} from './session.ts';

export interface Showing extends Pick<KeySessionHooks, 'onAccountChanged'> {
  /** Updates the encryption state shown for a room. */
  show: (roomId: number) => void;
  /** Names new members whom only the server has added; they cannot read anything. */
  tellComers: (roomId: number, entries: readonly Entry[]) => Promise<void>;
  /** Updates the encryption state shown for all conversations with a person. */
  showOf: (name: string) => void;
}

interface Parts {
  now: () => KeySession | undefined;
  /** Whether this login has no keys and gets none. */
  hasNone: () => boolean;
  isSealed: (roomId: number) => boolean;
  /** Why the room must get no plaintext. */
  refusalOf: (roomId: number) => ChatError | undefined;
}

export function openShowing(client: Core, {now, hasNone, isSealed, refusalOf}: Parts): Showing {
  const {isHeadless = false} = client.options;
  const show = (roomId: number) => {
    // Direct conversations set their lock themselves.
    if (isLocal(roomId)) return;
    const one = client.getState().roomById[roomId];
    const how = {
      isSealed: isSealed(roomId),
      encryptsNew: client.options.encryptsNew === true,
      isKeyless: hasNone(),
      refusal: refusalOf(roomId),
    };
    const found = one && lockOf(one.room, now(), how);
    // The problem of an unencrypted room that the person accepted is removed.
    const lock = found ?? (one?.lock?.problem && {kind: 'absent', isVerified: false, detail: ''});
    if (lock !== undefined) client.dispatch({type: 'lockChanged', roomId, lock});
    const about = one?.room.kind === 'private' && isSealed(roomId) ? now()?.about.of(roomId) : undefined;
    if (about?.topic === undefined && about?.description === undefined) return;
    const {topic, description} = about;
    client.dispatch({
      type: 'roomAboutTold',
      roomId,
      topic: topic?.text ?? '',
      description: description?.text ?? '',
    });
  };
  /** The signed members of a conversation; if none are known, the people whom the server names. */
  const peopleIn = ({roomId, room}: {roomId: number; room: Room}): string[] =>
    now()
      ?.conversations.known(roomId)
      ?.epochs.at(-1)
      ?.statement.members.map(({name}) => name) ?? othersIn(room);
  const showOf = (name: string) => {
    for (const {room} of Object.values(client.getState().roomById))
      if (peopleIn({roomId: room.roomId, room}).includes(name)) show(room.roomId);
  };
  const onAccountChanged: KeySessionHooks['onAccountChanged'] = (name, {added, removed, isOther}) => {
    if (!isOther && added + removed === 0) return showOf(name);
    const isMe = name === client.getState().me?.name;
    const what = isOther
      ? keysChangedWords(name, {isMe, isBroken: now()?.accounts.isBroken(name) === true})
      : `${isMe ? 'You have' : `@${name} has`} ` +
        `${[added > 0 ? 'a new device' : '', removed > 0 ? 'one device less' : ''].filter(Boolean).join(' and ')}.`;
    for (const {room} of Object.values(client.getState().roomById)) {
      const isAbout = peopleIn({roomId: room.roomId, room}).includes(name) || isMe;
      if (isAbout && isSealed(room.roomId) && !isHeadless)
        client.notify(isOther ? 'warning' : 'info', what, room.roomId);
    }
    showOf(name);
  };

  const tellComers = async (roomId: number, entries: readonly Entry[]): Promise<void> => {
    if (isHeadless) return;
    const comers = entries.flatMap(entry => {
      const change = memberChangeOf(entry);
      return change !== undefined && 'comes' in change ? [change.comes] : [];
    });
    const notLetIn = (): string[] => {
      const members = now()?.conversations.known(roomId)?.epochs.at(-1)?.statement.members;
      return members === undefined ? [] : comers.filter(comer => members.every(({name}) => name !== comer));
    };
    if (notLetIn().length === 0) return;
    // The statement that lets them in may not be here yet: a conversation is read epoch by epoch.
    await now()
      ?.conversations.refresh(roomId)
      .catch(() => undefined);
    for (const name of notLetIn()) {
      const what = `@${name} came in without being let in by a member, and reads nothing: /encrypt lets them in.`;
      client.notify('warning', what, roomId);
    }
  };
  return {show, showOf, tellComers, onAccountChanged};
}
