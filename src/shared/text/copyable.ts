/** Text of somebody else for the clipboard: as it was written, without what a terminal would obey when it is pasted. */
import {bareText} from './code.ts';

/** Controls but tab and line break; marks that turn the direction of what follows. */
const UNSAFE = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g;

export const copyable = (text: string): string => bareText(text).replaceAll(UNSAFE, '');
