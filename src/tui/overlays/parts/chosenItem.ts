/** What is chosen in a list that changes by itself: the item, wherever it comes to stand. */

/** Index of the chosen item: the first where nothing was chosen yet, -1 where it has gone. */
export const indexOfChosen = <Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  chosen: string | undefined,
): number => (chosen === undefined ? 0 : items.findIndex(item => keyOf(item) === chosen));
