import { randomInt } from 'node:crypto'

const steps = 2 ** 32

/** From 0 up to, but not including, 1; nobody outside can foretell it. */
export const random = (): number => randomInt(steps) / steps
