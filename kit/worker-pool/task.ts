import { basename, join } from 'node:path'
import type { Message } from '../messages/message.ts'
import type { FieldProblem, RefusalKind } from '../service/errors.ts'

/** Work that takes longer than others may be kept waiting: a file of its own, run by a thread of its own. */
export type Task<Input, Output> = {
  readonly name: string
  readonly file: string
  readonly deadline_ms: number
  readonly memory_mb: number
  /** Only for the compiler: what goes in, and what comes out. */
  readonly types?: (input: Input) => Output
}

type Limits = { readonly deadline_ms?: number; readonly memory_mb?: number }

/**
 * `path`: of a file `…-task.ts` that calls `serveTask`, from the root of the repository and without its ending. Packed, each of
 * them is a file of its own in `dist/tasks` (`bin/pack.js`).
 */
export function defineTask<Input, Output>(path: string, limits: Limits = {}): Task<Input, Output> {
  const name = basename(path)
  const file = import.meta.filename.endsWith('.ts')
    ? join(import.meta.dirname, '..', '..', `${path}.ts`)
    : join(import.meta.dirname, 'tasks', `${name}.js`)
  return { name, file, deadline_ms: 60_000, memory_mb: 512, ...limits }
}

/** `more`: the part before was taken. */
export type Order = { readonly input: unknown } | { readonly more: true }

/** What a thread answers: a value, a part of what will be many, a refusal as it was thrown there, or what went wrong. */
export type Answer<Output> =
  | { readonly value: Output }
  | { readonly part: Output }
  | {
      readonly refused: {
        readonly kind: RefusalKind
        readonly code: string
        readonly message: string
        readonly fields: readonly FieldProblem[]
        readonly detail_i18n: Message | undefined
      }
    }
  | { readonly failed: string }
