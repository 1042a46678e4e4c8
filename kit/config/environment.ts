/** Variables as a process has them. An empty one counts as not set, for compose files pass those on. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The only reader of `process.env`; everything else is given its environment. */
export const processEnvironment = (): Environment => ({ ...process.env })
