/** What somebody wants of the servers in the window; only the screen knows which there are. Foreign text. */

export type ServerDeed =
  /** Without a name: what is there is shown, to choose from. */
  | {type: 'go'; name: string}
  | {type: 'list'}
  /** An address or a join link; without one it is asked for. */
  | {type: 'add'; address: string}
  /** Without a name: the one in front. */
  | {type: 'remove' | 'connect' | 'disconnect'; name: string}
  | {type: 'rename'; from: string; to: string};
