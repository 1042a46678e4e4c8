import { random } from '../../../kit/runtime/random.ts'
import { goDuration } from '../runners/go-duration.ts'
import type { RunResult } from './run-result.ts'

/** How a run that failed is tried again. */
export type RetryPolicy = {
  /** All of them, the first one included. */
  readonly attempts: number
  /** Answers that are tried again; a function that gave none is. */
  readonly isRetried: (status: number) => boolean
  readonly min_wait_ms: number
  readonly max_wait_ms: number
}

const usual = { attempts: 3, min_wait_ms: 1_000, max_wait_ms: 60_000 }
const longestMs = 86_400_000

/** As the annotations of OpenFaaS Pro say. Source: https://docs.openfaas.com/openfaas-pro/retries/ */
export function retryPolicyOf(annotations: Readonly<Record<string, string>>): RetryPolicy {
  const { 'com.openfaas.retry.attempts': attempts, 'com.openfaas.retry.codes': codes } = annotations
  const wait = (name: string, otherwise: number) =>
    Math.min(longestMs, goDuration(annotations[`com.openfaas.retry.${name}`] ?? '') ?? otherwise)
  const listed = codes?.split(',').map(code => Number(code.trim()))
  const min_wait_ms = wait('min_wait', usual.min_wait_ms)
  return {
    attempts: attempts !== undefined && /^\d{1,3}$/.test(attempts) ? Math.max(1, Number(attempts)) : usual.attempts,
    isRetried: status => listed?.includes(status) ?? (status >= 500 || status === 429 || status === 408),
    min_wait_ms,
    max_wait_ms: Math.max(min_wait_ms, wait('max_wait', usual.max_wait_ms)),
  }
}

/** Doubled with each failure, with jitter: who failed together does not come back together. */
export function waitOf({ min_wait_ms, max_wait_ms }: RetryPolicy, failures: number): number {
  const longest = Math.min(max_wait_ms, min_wait_ms * 2 ** Math.min(failures - 1, 20))
  return min_wait_ms + random() * (longest - min_wait_ms)
}

export function isWorthRetrying(policy: RetryPolicy, { http_status }: RunResult): boolean {
  return http_status === null || policy.isRetried(http_status)
}

/** Milliseconds that the function asks to be left alone; 0: it does not say. Source: RFC 9110, 10.2.3. */
export function retryAfterOf({ answer }: RunResult, now: number): number {
  const [, text = ''] =
    Object.entries(answer?.headers ?? {}).find(([name]) => name.toLowerCase() === 'retry-after') ?? []
  const wait = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now
  return Number.isFinite(wait) ? Math.min(longestMs, Math.max(0, wait)) : 0
}
