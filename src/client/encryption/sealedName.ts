/** What the server is told in place of the name of a file. */
export const SEALED_NAME = 'sealed';
