/** Now, in epoch milliseconds. Handed in so that tests can hold time still. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();
