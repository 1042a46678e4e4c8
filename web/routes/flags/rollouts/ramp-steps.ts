type Step = { readonly percent: number; readonly for_s: number }
/** `j` is a French day. */
const unitSeconds = { s: 1, m: 60, h: 3_600, d: 86_400, j: 86_400 } as const

/** `5 for 1h, 25 for 4h, 100`: shares and how long each lasts; the last one simply stays. Undefined when it is not that. */
export function readSteps(text: string): readonly Step[] | undefined {
  const parts = text.split(',').map(part => part.trim())
  const steps = parts.map((part, index) => readStep(part, index === parts.length - 1))
  return steps.every(step => step !== undefined) ? steps : undefined
}

function readStep(text: string, isLast: boolean): Step | undefined {
  const [, share, length, unit] = /^(\d+(?:\.\d+)?)\s*%?(?:\s*\S+\s+(\d+)\s*([smhdj]))?$/.exec(text) ?? []
  const percent = Number(share)
  if (share === undefined || percent > 100 || (length === undefined && !isLast)) return undefined
  const for_s = length === undefined ? 1 : Number(length) * unitSeconds[unit as keyof typeof unitSeconds]
  return for_s >= 1 ? { percent, for_s } : undefined
}
