/** The order in which rooms and people are listed: by name, numbers in it by their size, so that room-2 stands before room-10. */

let order: Intl.Collator | undefined;

/** Made when there is something to compare: that takes as long as the runtime takes to start. */
const compare = (one: string, other: string): number =>
  (order ??= new Intl.Collator('en', {numeric: true})).compare(one, other);

/** Names are ASCII; those that are alike to the eye have still one order. */
export const compareNames = (one: {readonly name: string}, other: {readonly name: string}): number =>
  compare(one.name, other.name) || (one.name < other.name ? -1 : one.name > other.name ? 1 : 0);
