/** The text of an entry. Generous: the server's own limit decides; this only bounds what a hostile server can send. */
import {text} from '../fields.ts';

export const body = () => text(1_000_000);
