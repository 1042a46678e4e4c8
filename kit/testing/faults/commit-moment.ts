/** Right before or right after a commit of a service, counted since its process began; should that one have been, the next. */
export type CommitMoment = {
  /** 0: whichever process comes to it first. */
  readonly pid: number
  readonly service: string
  readonly count: number
  readonly when: 'before' | 'after'
}

/** Names of the files that the hook in the program and whoever watches it share. */
export const variables = { counts: 'COMMIT_HOOK_COUNTS', wanted: 'COMMIT_HOOK_WANTED' } as const

export const textOf = ({ pid, service, count, when }: CommitMoment): string => `${pid} ${service} ${count} ${when}`

/** Whether this is the moment that the text names. */
export function isReached(text: string, { pid, service, count, when }: CommitMoment): boolean {
  const [ofPid, ofService, ofCount, ofWhen] = text.split(' ')
  return (
    ['0', String(pid)].includes(ofPid ?? '') && ofService === service && ofWhen === when && count >= Number(ofCount)
  )
}
