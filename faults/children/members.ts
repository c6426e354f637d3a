/** A process with attackers who are members. */
import {serveAttacks} from '../people/attack.ts';
import * as attacks from '../attacks/members.ts';

serveAttacks(attacks);
