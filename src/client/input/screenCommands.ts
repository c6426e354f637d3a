/** What slash commands ask the screen to do with the keyboard and the servers of the window. Their text is untrusted. */

/** Only the screen knows which keys and actions there are. */
export type KeyboardCommand =
  | {type: 'bind'; key: string; action: string}
  | {type: 'unbind'; key: string}
  /** Every action with its name and its keys. */
  | {type: 'list'}
  /** Keys as in another program; without a name it is asked. */
  | {type: 'preset'; name: string}
  /** Which keys this terminal delivers. */
  | {type: 'check'};

/** Only the screen knows which servers there are. */
export type ServerCommand =
  /** Without a name: what is there is shown, to choose from. */
  | {type: 'go'; name: string}
  | {type: 'list'}
  /** An address or a join link; without one it is asked for. */
  | {type: 'add'; address: string}
  /** Without a name: the one in front. */
  | {type: 'remove' | 'connect' | 'disconnect'; name: string}
  | {type: 'rename'; from: string; to: string};
