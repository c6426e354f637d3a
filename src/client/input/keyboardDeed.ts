/** What somebody wants of the keyboard; only the screen knows which keys and actions there are. Foreign text. */

export type KeyboardDeed =
  | {type: 'bind'; key: string; action: string}
  | {type: 'unbind'; key: string}
  /** Every action with its name and its keys. */
  | {type: 'list'}
  /** Keys as in another program; without a name it is asked. */
  | {type: 'preset'; name: string}
  /** Which keys this terminal delivers. */
  | {type: 'check'};
