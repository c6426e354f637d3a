/** What a key does: a function of the screen, named in the table of keys. */
import type {Key} from '../terminal/input/key.ts';
import type {Screen} from '../screenContext.ts';

export type Act = (screen: Screen, key: Key) => void;
