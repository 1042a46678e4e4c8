import type { Run } from '../../../contracts/functions/runs.ts'
import { type Message, say } from '../../../contracts/messages/words.ts'
import { CallFailure, type CallFault } from '../runners/function-process.ts'
import type { Called } from '../runners/runner.ts'

/** What came of one attempt. */
export type RunResult = Pick<Run, 'http_status' | 'output' | 'logs' | 'duration_ms'> & {
  readonly state: 'succeeded' | 'failed'
  readonly reason: Message | null
  /** Undefined: it gave no answer. */
  readonly answer: Called | undefined
  readonly failure: CallFailure | undefined
}

/** Of the answer that is kept with the run, in bytes. */
const keptOutput = 64 * 2 ** 10

const sayers: Readonly<Record<CallFault, (detail: string) => Message>> = {
  timeout: detail => say('functions.fault.timeout', { detail }),
  memory: detail => say('functions.fault.memory', { detail }),
  processes: detail => say('functions.fault.processes', { detail }),
  ended: detail => say('functions.fault.ended', { detail }),
  'answer-too-large': detail => say('functions.fault.answer-too-large', { detail }),
  'not-started': detail => say('functions.fault.not-started', { detail }),
}

export function resultOf(outcome: Called | CallFailure, duration_ms: number): RunResult {
  const logs = withoutNul(outcome.logs)
  if (outcome instanceof CallFailure) {
    const reason = sayers[outcome.fault](outcome.message)
    const nothing = { http_status: null, output: '', answer: undefined }
    return { ...nothing, state: 'failed', reason, logs, duration_ms, failure: outcome }
  }
  const { status, body } = outcome
  const isFailed = status >= 400
  return {
    state: isFailed ? 'failed' : 'succeeded',
    reason: isFailed ? say('functions.fault.status', { status }) : null,
    http_status: status,
    output: withoutNul(body.toString('utf8', 0, keptOutput)),
    answer: outcome,
    failure: undefined,
    logs,
    duration_ms,
  }
}

/** PostgreSQL keeps no such character. */
const withoutNul = (text: string): string => text.replaceAll('\0', '�')
