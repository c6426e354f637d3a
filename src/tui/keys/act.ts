/** Type of an act: a function of the screen that a key of the table runs. */
import type {Key} from '../terminal/input/key.ts';
import type {Screen} from '../screenContext.ts';

export type Act = (screen: Screen, key: Key) => void;
