/** `node:http` without what importing it costs: types are imported from there as usual, values are taken from here. */

/** An `import` reads every export of a built-in module; the getter of one (`WebSocket`) loads undici, 45 ms of processor time. */
export const http = process.getBuiltinModule('node:http');
