/** The sender removed `target` from the server for now; `text` is the reason. */
import {Name} from '../fields.ts';
import {kind} from '../kind.ts';
import {body} from './body.ts';

export const kicked = kind('kicked', {target: Name, text: body()}, {isCounted: false, hasWords: false, place: 'alone'});
