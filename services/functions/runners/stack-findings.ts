import { inEnglish } from '../../../contracts/messages/words.ts'
import type { Finding } from '../../../kit/health/finding.ts'
import type { Functions } from './functions.ts'

/** Saved and not sound: what ran before goes on, and somebody should look. */
export const stackFindings = ({ mistakes }: Pick<Functions, 'mistakes'>): Finding[] =>
  mistakes.map(({ file, line, message }) => ({
    severity: 'degraded',
    code: 'functions.stack-not-sound',
    message: `${file}:${line}: ${inEnglish(message)}; what was deployed before goes on`,
    since: null,
  }))
