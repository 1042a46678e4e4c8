/** Something that is not well. `failing`: the service cannot do its work; `degraded`: it can, and somebody should look. */
export type Finding = {
  readonly severity: 'degraded' | 'failing'
  /** Stable, for programs: `store.disk-full`. */
  readonly code: string
  /** For the operator; may name places. */
  readonly message: string
  /** ISO 8601; null when nobody knows. */
  readonly since: string | null
}

export type HealthStatus = 'ok' | Finding['severity']

export function worst(findings: readonly Finding[]): HealthStatus {
  if (findings.some(({ severity }) => severity === 'failing')) return 'failing'
  return findings.length > 0 ? 'degraded' : 'ok'
}
