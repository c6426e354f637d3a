/** A process with attackers who have no login. */
import {serveAttacks} from '../people/attack.ts';
import * as attacks from '../attacks/unauthenticated.ts';

serveAttacks(attacks);
