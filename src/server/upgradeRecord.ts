/** The log record of each step of a data upgrade; the program that starts a server waits as long as such records follow. */
export const UPGRADE_RECORD = 'the data is brought up to date';
