/** When a lane on which nothing moves is given up. */
import type {DirectWaits} from '../../core/directWaits.ts';
import type {Rate} from '../bytes/rate.ts';

/** A limit of a few bytes a second holds up whole packets. */
const LIMITED_MS = 60_000;

export const stalledMs = ({stalledMs: usual}: DirectWaits, {limit}: Pick<Rate, 'limit'>): number =>
  limit === undefined ? usual : Math.max(usual, LIMITED_MS);
