/** The new rules of the room; `text` is the reason, often empty. */
import {entryKind} from '../entryKind.ts';
import {RoomRules} from '../../rules.ts';
import {body} from './body.ts';

export const rulesChanged = entryKind(
  'rulesChanged',
  {rules: RoomRules, text: body()},
  {isCounted: false, hasWords: false, isOpen: true, place: 'alone', foldRoom: (_, {rules}) => ({rules})},
);
