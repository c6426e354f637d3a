/** What lists of rooms, people and files say of each, for the screen and for the shell, which set it out differently. */
import {titleOf} from '../../../shared/bundle.ts';
import type {RoomRole} from '../../../shared/access/roles.ts';
import type {FileView, RoomSummary, User} from '../../../shared/model.ts';
import {plural} from '../../../shared/words/plural.ts';
import {labelOf} from '../../state/selectors.ts';
import {fileSizeWords} from '../fileWords.ts';
import {presenceWord} from '../presenceWords.ts';

/** Foreign parts are not yet passed through `display()`; what there is nothing to say of is empty. */
export const roomFacts = (room: RoomSummary) => ({
  label: labelOf(room),
  /** `*` where one is in it. */
  mark: room.isMember ? '*' : '',
  what: [room.kind === 'private' ? 'private' : '', room.isArchived === true ? 'archived' : '']
    .filter(Boolean)
    .join(' '),
  people: room.memberCount === 0 ? '' : plural(room.memberCount, 'member'),
  topic: room.topic,
});

/** @param roleHere in the room; absent for a member like any other */
export const personFacts = ({name, displayName, role, state, status}: User, roleHere: RoomRole | undefined) => ({
  name: `@${name}`,
  presence: presenceWord(state),
  roles: [role === 'member' ? '' : role, roleHere === undefined ? '' : `room ${roleHere}`].filter(Boolean).join(' '),
  displayName: displayName === name ? '' : displayName,
  status,
});

/** What went past the server is nowhere but with the two. */
function stateOf({state, sizeBytes, directBytes}: Pick<FileView, 'state' | 'sizeBytes' | 'directBytes'>): string {
  if (directBytes === undefined || state === 'cancelled') return state === 'complete' ? '' : state;
  if (state === 'uploading') return 'offered directly';
  return directBytes === sizeBytes ? 'sent directly' : 'sent directly in part';
}

export const fileFacts = ({name, bundle, sizeBytes, sender, state, directBytes}: FileView) => ({
  title: titleOf({name, bundle}),
  size: fileSizeWords({sizeBytes, bundle}),
  sender: `@${sender}`,
  /** Empty when all of it is there. */
  state: stateOf({state, sizeBytes, directBytes}),
});
