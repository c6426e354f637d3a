/** From here on the conversation has another key: who has it is stated and signed. */
import {kind} from '../kind.ts';
import {body} from './body.ts';

export const epoch = kind(
  'epoch',
  /** The statement in base64url, as `docs/sealed.md` has it. */
  {text: body()},
  {isCounted: false, hasWords: false, place: 'alone', isOpen: true},
);
