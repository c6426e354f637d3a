/** The record that the server logs for each step of an upgrade of its data; who starts it waits while such records follow. */
export const UPGRADE_RECORD = 'the data is brought up to date';
