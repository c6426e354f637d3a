/** JSON output (`--json`) of announcements on the local network. */
import * as z from 'zod/mini';

const found = {
  name: z.string(),
  address: z.string(),
  fingerprint: z.optional(z.string()),
  /** True when another finding has a confusable name. */
  isLookAlike: z.boolean(),
};

export const NearbyLine = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('server'),
    ...found,
    serverUrl: z.string(),
    registration: z.enum(['open', 'invite', 'closed']),
    isUsable: z.boolean(),
  }),
  /** `server`: address of the person's server, if no key is known. */
  z.strictObject({kind: z.literal('person'), ...found, server: z.optional(z.string())}),
]);
export type NearbyLine = z.infer<typeof NearbyLine>;
