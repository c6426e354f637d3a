/** What slash commands ask of the screen about the keyboard and the window's servers. Their text is untrusted. */

/** Commands for the keyboard; only the screen knows the keys and actions. */
export type KeyboardCommand =
  | {type: 'bind'; key: string; action: string}
  | {type: 'unbind'; key: string}
  /** Lists every action with its name and keys. */
  | {type: 'list'}
  /** Uses the keys of another program; without a name, the screen asks for it. */
  | {type: 'preset'; name: string}
  /** Shows which keys this terminal delivers. */
  | {type: 'check'};

/** Commands for the window's servers; only the screen knows them. */
export type ServerCommand =
  /** Switches to a server; without a name, shows a list to choose from. */
  | {type: 'go'; name: string}
  | {type: 'list'}
  /** Adds a server by address or join link; without one, the screen asks for it. */
  | {type: 'add'; address: string}
  /** Without a name: the server on screen. */
  | {type: 'remove' | 'connect' | 'disconnect'; name: string}
  | {type: 'rename'; from: string; to: string};
