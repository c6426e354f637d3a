/** The text of an entry. Generous: the server's own limit decides; this only bounds what a hostile server can send. */
import * as z from 'zod/mini';
import {text} from '../../fields.ts';

export const body = () => text(1_000_000);

/** It says `@room` or `@here`, by somebody who may: everybody is mentioned. */
export const mentionsAll = () => z.optional(z.boolean());
